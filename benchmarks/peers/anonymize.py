# Presidio's anonymizer over one column, cell by cell as its interface asks, each cell one
# finding. Reads a task from standard input, prints values a second.
import json
import sys
import time
from importlib.metadata import version

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

OPERATORS = {
    "mask": ("mask", {"masking_char": "*", "chars_to_mask": 4, "from_end": True}),
    "encrypt": ("encrypt", {"key": "sixteen bytes key"[:16]}),
    "keyed_hash": ("hash", {"hash_type": "sha256", "salt": "sixteen bytes or more of salt"}),
}


def main() -> None:
    task = json.load(sys.stdin)
    name, parameters = OPERATORS[task["operator"]]
    engine = AnonymizerEngine()
    operators = {"CELL": OperatorConfig(name, parameters)}
    seconds = []
    for _ in range(task["rounds"]):
        began = time.process_time()
        for cell in task["values"]:
            found = [RecognizerResult("CELL", 0, len(cell), 1.0)]
            engine.anonymize(text=cell, analyzer_results=found, operators=operators)
        seconds.append(time.process_time() - began)
    rate = len(task["values"]) / min(seconds)
    peer = f"presidio-anonymizer {version('presidio-anonymizer')}"
    print(json.dumps({"peer": peer, "operator": name, "values_per_s": rate}))


if __name__ == "__main__":
    main()
