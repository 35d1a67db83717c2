"""The usual design, for comparison: the Channels tutorial's consumer, storing with the ORM.

One `group_send` a message through the in-memory channel layer (Redis would make it slower), one
insert a message into a table of its own, served by Daphne's own command line. No sign-in, no
encryption, no permissions: it does less than PeerNet.

    python -m bench.stock PORT postgresql://user@host:port/database
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlsplit


def _configure(database: str) -> None:
    from django.conf import settings

    parts = urlsplit(database)
    settings.configure(
        SECRET_KEY="only for measuring",
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=["channels", "bench"],
        CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.strip("/"),
                "USER": parts.username,
                "HOST": parts.hostname,
                "PORT": parts.port,
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )


def application(database: str) -> Any:
    """The tutorial's routing: origins checked, one path for every room."""
    _configure(database)
    import django

    django.setup()

    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator
    from django.core.asgi import get_asgi_application
    from django.urls import re_path

    consumer = _consumer(_table())
    routes = [re_path(r"ws/chat/(?P<room_name>[\w-]+)/$", consumer.as_asgi())]
    return ProtocolTypeRouter(
        {
            "http": get_asgi_application(),
            "websocket": AllowedHostsOriginValidator(URLRouter(routes)),
        }
    )


def _table() -> Any:
    from django.db import connection, models

    class Said(models.Model):
        room = models.CharField(max_length=100, db_index=True)
        text = models.TextField()
        at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "bench"

        def __str__(self) -> str:
            return self.room

    if Said._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Said)
    connection.close()
    return Said


def _consumer(said: Any) -> Any:
    """channels.readthedocs.io, tutorial part 3, with a line that stores."""
    from channels.generic.websocket import AsyncWebsocketConsumer

    class ChatConsumer(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            self.room_name = self.scope["url_route"]["kwargs"]["room_name"]
            self.room_group_name = f"chat_{self.room_name}"
            await self.channel_layer.group_add(self.room_group_name, self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

        async def receive(self, text_data: str) -> None:
            message = json.loads(text_data)["message"]
            await said.objects.acreate(room=self.room_name, text=message)
            await self.channel_layer.group_send(
                self.room_group_name, {"type": "chat.message", "message": message}
            )

        async def chat_message(self, event: dict[str, str]) -> None:
            await self.send(text_data=json.dumps({"message": event["message"]}))

    return ChatConsumer


def main() -> None:
    port, database = sys.argv[1:3]
    from daphne.cli import CommandLineInterface

    sys.modules["bench_stock"] = module = type(sys)("bench_stock")
    module.application = application(database)  # type: ignore[attr-defined]
    CommandLineInterface().run(
        ["-b", "127.0.0.1", "-p", port, "-v", "0", "bench_stock:application"]
    )


if __name__ == "__main__":
    main()
