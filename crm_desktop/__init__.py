"""CRM Desktop: a contact and sales manager on a local file or a shared office server."""

__version__ = "0.1.0"
