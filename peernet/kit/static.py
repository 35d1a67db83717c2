"""Static files with hashed names; ES modules' imports are rewritten to the hashed names too."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Storage(ManifestStaticFilesStorage):
    """Django's own, with module imports on (experimental in Django: a house test follows each)."""

    support_js_module_import_aggregation = True
