import json

from console.api_shapes import openapi


def test_every_reference_leads_somewhere():
    document = openapi("1")
    text = json.dumps(document)
    names = {part.partition(chr(34))[0] for part in text.split("#/components/schemas/")[1:]}
    assert names
    assert names <= set(document["components"]["schemas"])
