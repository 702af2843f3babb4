# Maturity and risk assessment, findings and their rectification.
__all__: list[str] = []
