"""Documentation-driven compliance reports for applications on Kubernetes."""

__version__ = "0.1.0"
