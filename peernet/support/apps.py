from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "peernet.support"
    label = "support"
