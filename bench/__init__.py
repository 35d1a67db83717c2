"""Measures PeerNet beside the usual design: see README.md."""
