# YAML packs and their loader: recognisers, grading profiles, masking purposes, the site.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .anonymity import AnonymityPack, AnonymityRules, DegreeTitle, Role, RoleRule
    from .attack_ids import ATTACK_IDS, ATTACK_RELEASE, ATTACK_REVOKED, AttackId
    from .calendar import CalendarDay, CalendarPack
    from .defence import Defence, DrillPlaybook, PlaybookStep, Scoring
    from .derivation import Derivation, DerivationPack
    from .detection import Condition, Detection, DetectionPack, Expected
    from .dissection import DISSECTED, Dissection, DissectionExample, DissectionPack
    from .drill import (
        AttackStep,
        Control,
        DataSet,
        Drill,
        Fidelity,
        Host,
        Inject,
        Persona,
        Register,
        Signal,
        Tag,
    )
    from .drill_check import FIGURES, LAB
    from .drills import Drills, load_drill, load_drills, read_drill
    from .duty import Duty, DutyPack, ReportItem, load_duties
    from .filing import FilingRules, Measure, Refiling, ScaleRule, TriggerRule
    from .flow import Border, ExportThreshold, FlowPack, FlowRule, Zone
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
    from .load_calendar import load_calendar
    from .load_detection import Detections, load_detections
    from .load_dissection import Dissections, load_dissections
    from .load_flow import FlowPolicy, load_flow_policy
    from .load_log import load_logs
    from .load_playbooks import Playbooks, load_playbook_file, load_playbooks
    from .log import LogForm, LogPack
    from .masking import (
        Channel,
        Copies,
        Domain,
        MaskingPack,
        OperatorName,
        Purpose,
        Rule,
        Watermark,
    )
    from .pack import Header, Maturity, Model, Title
    from .plant import Pipe, PowerGrid, Pump, Tank, WaterWorks
    from .playbook import Gate, Playbook, RoleName
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
    from .regime import IncidentLevel, Regime, load_regimes
    from .site import Demand, Department, Site, System

_SURFACE = {
    "ATTACK_IDS": "attack_ids",
    "ATTACK_RELEASE": "attack_ids",
    "ATTACK_REVOKED": "attack_ids",
    "DISSECTED": "dissection",
    "FIGURES": "drill_check",
    "LAB": "drill_check",
    "SHIPPED": "load",
    "AnonymityPack": "anonymity",
    "AnonymityRules": "anonymity",
    "AttackId": "attack_ids",
    "AttackStep": "drill",
    "Border": "flow",
    "CalendarDay": "calendar",
    "CalendarPack": "calendar",
    "Category": "grading",
    "Channel": "masking",
    "Combination": "grading",
    "Condition": "detection",
    "Control": "drill",
    "Copies": "masking",
    "DataSet": "drill",
    "Defence": "defence",
    "DegreeTitle": "anonymity",
    "Demand": "site",
    "Department": "site",
    "Derivation": "derivation",
    "DerivationPack": "derivation",
    "Detection": "detection",
    "DetectionPack": "detection",
    "Detections": "load_detection",
    "Dissection": "dissection",
    "DissectionExample": "dissection",
    "DissectionPack": "dissection",
    "Dissections": "load_dissection",
    "Domain": "masking",
    "Drill": "drill",
    "DrillPlaybook": "defence",
    "Drills": "drills",
    "Duty": "duty",
    "DutyPack": "duty",
    "Expected": "detection",
    "ExportThreshold": "flow",
    "Factor": "grading",
    "Fidelity": "drill",
    "FilingRules": "filing",
    "Floor": "grading",
    "FlowPack": "flow",
    "FlowPolicy": "load_flow",
    "FlowRule": "flow",
    "Gate": "playbook",
    "Grade": "grading",
    "GradingProfile": "grading",
    "Header": "pack",
    "HeaderTerms": "recogniser",
    "Host": "drill",
    "InText": "recogniser",
    "IncidentLevel": "regime",
    "Inject": "drill",
    "Layout": "layout",
    "LayoutColumn": "layout",
    "LayoutPart": "layout",
    "LayoutSheet": "layout",
    "LogForm": "log",
    "LogPack": "log",
    "MaskingPack": "masking",
    "MatrixRow": "grading",
    "Maturity": "pack",
    "Measure": "filing",
    "Model": "pack",
    "Normalisation": "recogniser",
    "OperatorName": "masking",
    "OtherThing": "recogniser",
    "Persona": "drill",
    "Pipe": "plant",
    "Playbook": "playbook",
    "PlaybookStep": "defence",
    "Playbooks": "load_playbooks",
    "Policies": "load",
    "PowerGrid": "plant",
    "ProfileFile": "profile",
    "Pump": "plant",
    "Purpose": "masking",
    "Recogniser": "recogniser",
    "RecogniserPack": "recogniser",
    "Refiling": "filing",
    "Regime": "regime",
    "Register": "drill",
    "ReportItem": "duty",
    "Role": "anonymity",
    "RoleName": "playbook",
    "RoleRule": "anonymity",
    "Rule": "masking",
    "Scale": "grading",
    "ScaleRule": "filing",
    "Scoring": "defence",
    "SheetRows": "layout",
    "Signal": "drill",
    "Site": "site",
    "System": "site",
    "Tag": "drill",
    "Tank": "plant",
    "Title": "pack",
    "TriggerRule": "filing",
    "WaterWorks": "plant",
    "Watermark": "masking",
    "Zone": "flow",
    "load_calendar": "load_calendar",
    "load_detections": "load_detection",
    "load_dissections": "load_dissection",
    "load_drill": "drills",
    "load_drills": "drills",
    "load_duties": "duty",
    "load_flow_policy": "load_flow",
    "load_layout": "layout",
    "load_logs": "load_log",
    "load_playbook_file": "load_playbooks",
    "load_playbooks": "load_playbooks",
    "load_policies": "load",
    "load_regimes": "regime",
    "load_site": "load",
    "place_of": "read",
    "read_drill": "drills",
    "read_yaml": "read",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
