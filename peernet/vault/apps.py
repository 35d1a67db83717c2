from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "peernet.vault"
    label = "vault"
