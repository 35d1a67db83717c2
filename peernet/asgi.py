"""The ASGI application: pages through Django, `/ws/` through the socket's doorman."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peernet.settings")

import django

django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter

from groups.socket import doorman
from peernet.front.handler import Handler

application = ProtocolTypeRouter({"http": Handler(), "websocket": doorman})
