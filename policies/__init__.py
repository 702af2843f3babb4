# YAML packs and their loader: recognisers, grading profiles, masking purposes, the site.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .anonymity import AnonymityPack, AnonymityRules, DegreeTitle, Role, RoleRule
    from .derivation import Derivation, DerivationPack
    from .filing import FilingRules, Measure, Refiling, ScaleRule, TriggerRule
    from .grading import (
        Category,
        Combination,
        Factor,
        Floor,
        Grade,
        GradingProfile,
        MatrixRow,
        Scale,
    )
    from .layout import (
        Layout,
        LayoutColumn,
        LayoutPart,
        LayoutSheet,
        SheetRows,
        load_layout,
    )
    from .load import SHIPPED, Policies, load_policies, load_site
    from .masking import Domain, MaskingPack, OperatorName, Purpose, Rule
    from .pack import Header, Maturity, Model, Title
    from .profile import ProfileFile
    from .read import place_of, read_yaml
    from .recogniser import (
        HeaderTerms,
        InText,
        Normalisation,
        OtherThing,
        Recogniser,
        RecogniserPack,
    )
    from .site import Demand, Department, Site, System

_SURFACE = {
    "SHIPPED": "load",
    "AnonymityPack": "anonymity",
    "AnonymityRules": "anonymity",
    "Category": "grading",
    "Combination": "grading",
    "DegreeTitle": "anonymity",
    "Demand": "site",
    "Department": "site",
    "Derivation": "derivation",
    "DerivationPack": "derivation",
    "Domain": "masking",
    "Factor": "grading",
    "FilingRules": "filing",
    "Floor": "grading",
    "Grade": "grading",
    "GradingProfile": "grading",
    "Header": "pack",
    "HeaderTerms": "recogniser",
    "InText": "recogniser",
    "Layout": "layout",
    "LayoutColumn": "layout",
    "LayoutPart": "layout",
    "LayoutSheet": "layout",
    "MaskingPack": "masking",
    "MatrixRow": "grading",
    "Maturity": "pack",
    "Measure": "filing",
    "Model": "pack",
    "Normalisation": "recogniser",
    "OperatorName": "masking",
    "OtherThing": "recogniser",
    "Policies": "load",
    "ProfileFile": "profile",
    "Purpose": "masking",
    "Recogniser": "recogniser",
    "RecogniserPack": "recogniser",
    "Refiling": "filing",
    "Role": "anonymity",
    "RoleRule": "anonymity",
    "Rule": "masking",
    "Scale": "grading",
    "ScaleRule": "filing",
    "SheetRows": "layout",
    "Site": "site",
    "System": "site",
    "Title": "pack",
    "TriggerRule": "filing",
    "load_layout": "layout",
    "load_policies": "load",
    "load_site": "load",
    "place_of": "read",
    "read_yaml": "read",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
