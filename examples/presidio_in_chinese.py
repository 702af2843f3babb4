# Our recognisers in Presidio's own engines: values that Han characters touch, names of persons,
# places and organisations, without a spaCy model.
#
#   .venv/bin/python examples/presidio_in_chinese.py
from __future__ import annotations

from presidio_anonymizer import AnonymizerEngine

from classify.presidio import analyzer

TEXT = "联系人：王芳，电话13800138000，服务器192.168.1.1正常，身份证11010519491231002X。"


def main() -> None:
    found = analyzer().analyze(TEXT, language="zh")
    for each in sorted(found, key=lambda one: one.start):
        print(f"{each.start:>3}-{each.end:<3} {each.entity_type:<14} {each.score:.2f}")
    print(AnonymizerEngine().anonymize(TEXT, found).text)


if __name__ == "__main__":
    main()
