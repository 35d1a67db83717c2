from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "peernet.front"
    label = "front"
