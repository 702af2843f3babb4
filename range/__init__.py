# The simulated range: scenarios, lab, plant, devices, actors, drills, scores.
__all__: list[str] = []
