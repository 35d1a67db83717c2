from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "peernet.accounts"
    label = "accounts"
