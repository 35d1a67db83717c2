from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "peernet.audit"
    label = "audit"
