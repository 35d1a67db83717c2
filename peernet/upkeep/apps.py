from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "peernet.upkeep"
    label = "upkeep"
