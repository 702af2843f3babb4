# The faces of operations: for now the command line. Nobody imports it.
__all__: list[str] = []
