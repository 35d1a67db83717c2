from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "peernet.administration"
    label = "administration"
