# Who a generated city's departments are, as its site file says it: the people in charge, the
# systems with their duties, and the demands for data that other departments made. Laws are
# real, everything else is made up.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

__all__ = ["write_site"]

# id, name, officer, telephone.
_DEPARTMENTS = (
    ("renkou", "人口信息中心", "陈守正", "029-80000001"),
    ("weijian", "卫生健康委", "林怀民", "029-80000002"),
    ("renshe", "人力资源社会保障局", "赵明理", "029-80000003"),
    ("shichang", "市场监督管理局", "周立信", "029-80000004"),
    ("jiaoguan", "公安交管局", "马致远", "029-80000005"),
    ("shuiwu", "水务集团", "秦安澜", "029-80000006"),
)

# Department, id, name, protection level, critical infrastructure, purposes, origin, update.
_SYSTEMS = (
    ("人口信息中心", "renkou-ku", "人口基础信息库", "第三级", True, ["户籍管理", "人口统计"], "户政窗口登记", "每日"),
    ("卫生健康委", "menzhen", "区域医疗信息平台", "第三级", False, ["诊疗服务", "医保结算"], "医疗机构上报", "每日"),
    ("人力资源社会保障局", "canbao", "社会保险业务系统", "第三级", False, ["社会保险经办"], "参保单位申报", "每月"),
    ("市场监督管理局", "qiye", "企业登记系统", "第二级", False, ["市场主体登记"], "企业申请", "每日"),
    ("公安交管局", "jidongche", "机动车登记系统", "第三级", False, ["车辆管理"], "车主申请", "每日"),
    ("水务集团", "gongshui", "供水调度系统", "第三级", True, ["供水调度", "水费结算"], "监测设备与营业窗口", "实时"),
)  # fmt: skip

# The id of a system, then these.
_DUTY = (
    "office", "legal_basis", "sharing", "opening", "location", "interfaces", "upstream",
    "downstream",
)  # fmt: skip
_DUTIES: Sequence[tuple[object, ...]] = (
    ("renkou-ku", "数据管理科", "《中华人民共和国户口登记条例》", "有条件共享", "不予开放", "市政务云", 6,
     [], ["区域医疗信息平台", "社会保险业务系统", "机动车登记系统"]),
    ("menzhen", "信息科", "《中华人民共和国基本医疗卫生与健康促进法》", "有条件共享", "不予开放", "卫生专网机房", 4,
     ["人口基础信息库"], ["社会保险业务系统"]),
    ("canbao", "社会保险事业科", "《中华人民共和国社会保险法》", "有条件共享", "不予开放", "市政务云", 5,
     ["人口基础信息库", "区域医疗信息平台"], []),
    ("qiye", "登记注册科", "《中华人民共和国市场主体登记管理条例》", "无条件共享", "有条件开放", "市政务云", 3, [], []),
    ("jidongche", "车辆管理所", "《中华人民共和国道路交通安全法》", "有条件共享", "不予开放", "公安专网机房", 2,
     ["人口基础信息库"], []),
    ("gongshui", "调度中心", "《城市供水条例》", "不予共享", "不予开放", "水务集团机房", 1, [], []),
)  # fmt: skip

_DEMANDS = (
    {
        "id": "xq-2026-001",
        "department": "市医疗保障局",
        "matter": "门诊费用结算核对",
        "legal_basis": "《医疗保障基金使用监督管理条例》",
        "resources": "门诊登记：身份证号、就诊日期、就诊科室、总费用",
        "frequency": "每月",
        "deadline": "2026-12-31",
        "purpose": "仅用于医保基金结算核对",
        "necessity": "按人按次核对费用，不需要诊断和流水号",
        "provider": "卫生健康委",
        "masking": "身份证号以假名代替，姓名、电话部分遮盖",
        "mode": "文件",
        "status": "已同意",
        "reply": "同意按脱敏副本提供 2026-11-20",
        "destruction": "2027-06-30",
    },
    {
        "id": "xq-2026-002",
        "department": "市应急管理局",
        "matter": "供水突发事件处置",
        "legal_basis": "《中华人民共和国突发事件应对法》",
        "resources": "供水管网：管径、管材、起点坐标",
        "frequency": "事件发生时",
        "deadline": "2小时",
        "purpose": "抢修和停水影响研判",
        "necessity": "只限受影响片区",
        "provider": "水务集团",
        "mode": "数据接口",
        "status": "审批中",
    },
)


def write_site(directory: Path) -> None:
    """The site file: sources both as the directory was named and in full, for either is scanned."""
    # A path is written as it was given and once more from the root: a person scans by either.
    roots = dict.fromkeys([str(directory), str(directory.absolute())])
    duties = {name: dict(zip(_DUTY, rest, strict=True)) for name, *rest in _DUTIES}
    site = {
        "name": "示范市数据局（生成）",
        "unit": "shaanxi/demo",
        "industry": "政务",
        "region": "陕西省",
        "departments": [
            {"id": name, "name": title, "officer": officer, "contact": telephone}
            for name, title, officer, telephone in _DEPARTMENTS
        ],
        "systems": [
            {
                "id": name,
                "name": title,
                "sources": [f"{root}/{department}" for root in roots],
                "department": department,
                "protection_level": level,
                "critical": critical,
                "purposes": purposes,
                "data_origin": origin,
                "update_frequency": update,
                "retention": "长期",
                "measures": ["访问控制", "日志审计"],
                **_duty(duties[name], department),
            }
            for department, name, title, level, critical, purposes, origin, update in _SYSTEMS
        ],
        "demands": list(_DEMANDS),
    }
    text = yaml.safe_dump(site, allow_unicode=True, sort_keys=False)
    (directory / "site.yaml").write_text(text, encoding="utf-8")


def _duty(given: Mapping[str, object], department: str) -> dict[str, object]:
    """What the lists of responsibilities and systems ask for beside the catalogue."""
    office = given["office"]
    return {
        **given,
        "duties": [f"采集、管理：{office}", f"共享审批：{department}", "安全：市数据局"],
        "quality": office,
        "supervisor": "市数据局",
        "builder": department,
        "operator": "示范市大数据中心",
        "log_months": 6,
        "backup": "每日增量，每周全量，异地保存",
        "status": "在用",
    }
