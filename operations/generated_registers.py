# The registers of a city's departments: which file each lies in, what its columns are called
# there, and what is truly in them, so that a scan can be held against the truth. Names are
# such as departments use: Chinese, pinyin initials with the meaning in the DDL, English.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .generated_numbers import Generator
from .generated_people import People
from .generated_tables import (
    Columns,
    customers,
    devices,
    enterprises,
    households,
    insured,
    outpatients,
    pipes,
    residents,
    retired,
    stations,
    vehicles,
)

__all__ = ["REGISTERS", "TRUTH", "Register", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """A column: `label` is the recogniser id of what it holds, None where that is nothing.

    Without `judged` it counts neither way: those who know would not agree about it.
    """

    name: str
    meaning: str
    label: str | None = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Register:
    """A dataset: its file within the directory and, where a file holds several, its name there.

    `values` gives its columns for a block of residents, the number before the first, and a
    source of chance.
    """

    file: str
    name: str
    title: str
    columns: tuple[Written, ...]
    values: Callable[[People, int, Generator], Columns]

    @property
    def key(self) -> str:
        """File and name, as `人口信息中心/人口库.db#resident`."""
        return f"{self.file}#{self.name}" if self.name else self.file


REGISTERS = (
    Register(
        "人口信息中心/人口库.db",
        "resident",
        "常住人口登记表",
        (
            Written("RYBH", "人员编号", "gov.person_code"),
            Written("XM", "姓名", "person.name"),
            Written("CYM", "曾用名", "person.name"),
            Written("GMSFHM", "公民身份号码", "cn.id18"),
            Written("XB", "性别", "person.gender"),
            Written("CSRQ", "出生日期", "person.birth_date"),
            Written("MZ", "民族", "person.ethnicity"),
            Written("HYZK", "婚姻状况", "person.marital"),
            Written("WHCD", "文化程度", "person.education"),
            Written("ZZ", "住址", "person.address"),
            Written("LXDH", "联系电话", "cn.mobile"),
            Written("HH", "户号", judged=False),
        ),
        residents,
    ),
    Register(
        "人口信息中心/人口库.db",
        "household",
        "家庭户登记表",
        (
            Written("HH", "户号", judged=False),
            Written("HZXM", "户主姓名", "person.name"),
            Written("HZSFZH", "户主身份证号", "cn.id18"),
            Written("HB", "户别"),
            Written("RKS", "人口数"),
            Written("HKDZ", "户口地址", "person.address"),
            Written("YZBM", "邮政编码", judged=False),
        ),
        households,
    ),
    Register(
        "卫生健康委/门诊登记.csv",
        "",
        "医疗机构门诊登记",
        (
            Written("结算流水号", "结算流水号，18 位数字"),
            Written("患者姓名", "患者姓名", "person.name"),
            Written("身份证号", "身份证号", "cn.id18"),
            Written("性别", "性别", "person.gender"),
            Written("年龄", "年龄", judged=False),
            Written("联系电话", "联系电话", "cn.mobile"),
            Written("就诊日期", "就诊日期"),
            Written("就诊科室", "就诊科室"),
            Written("诊断", "诊断", "health.diagnosis"),
            Written("接诊医师", "接诊医师姓名", "person.name"),
            Written("总费用", "总费用（元）", judged=False),
        ),
        outpatients,
    ),
    Register(
        "人力资源社会保障局/参保人员.xlsx",
        "在职参保",
        "职工养老保险参保人员名册",
        (
            Written("序号", "序号"),
            Written("姓名", "姓名", "person.name"),
            Written("公民身份号码", "公民身份号码", "cn.id18"),
            Written("性别", "性别", "person.gender"),
            Written("民族", "民族", "person.ethnicity"),
            Written("单位名称", "单位名称", "org.name"),
            Written("统一社会信用代码", "统一社会信用代码", "cn.uscc"),
            Written("手机号码", "手机号码", "cn.mobile"),
            Written("电子邮箱", "电子邮箱", "contact.email"),
            Written("社保卡银行账号", "社会保障卡银行账号", "bank.card"),
            Written("缴费基数", "缴费基数（元）", judged=False),
        ),
        insured,
    ),
    Register(
        "人力资源社会保障局/参保人员.xlsx",
        "退休人员",
        "领取养老金人员名册",
        (
            Written("序号", "序号"),
            Written("姓名", "姓名", "person.name"),
            Written("身份证号码", "身份证号码", "cn.id18"),
            Written("退休年月", "退休年月"),
            Written("联系手机", "联系手机", "cn.mobile"),
            Written("居住地址", "居住地址", "person.address"),
            Written("养老金发放卡号", "养老金发放卡号", "bank.card"),
        ),
        retired,
    ),
    Register(
        "市场监督管理局/企业登记.parquet",
        "",
        "企业登记信息",
        (
            Written("企业名称", "企业名称", "org.name"),
            Written("统一社会信用代码", "统一社会信用代码", "cn.uscc"),
            Written("法定代表人", "法定代表人姓名", "person.name"),
            Written("法人证件号码", "法定代表人证件号码", "cn.id18"),
            Written("住所", "企业住所", judged=False),
            Written("企业联系电话", "企业联系电话", "cn.landline"),
            Written("注册资本", "注册资本（万元）"),
            Written("成立日期", "成立日期"),
            Written("登记状态", "登记状态"),
        ),
        enterprises,
    ),
    Register(
        "公安交管局/机动车登记.tsv",
        "",
        "机动车登记信息",
        (
            Written("hphm", "号牌号码", "cn.plate"),
            Written("hpzl", "号牌种类"),
            Written("syr", "所有人", "person.name"),
            Written("sfzmhm", "身份证明号码", "cn.id18"),
            Written("clsbdh", "车辆识别代号", "vehicle.vin"),
            Written("sjhm", "手机号码", "cn.mobile"),
            Written("ccdjrq", "初次登记日期"),
        ),
        vehicles,
    ),
    Register(
        "水务集团/供水管网.csv",
        "",
        "供水管网管线与竣工图纸",
        (
            Written("管线编号", "管线编号"),
            Written("管径毫米", "管径（毫米）"),
            Written("管材", "管材"),
            Written("起点坐标", "起点坐标（经度,纬度）", "geo.coordinate"),
            Written("竣工图纸", "竣工图纸文件名"),
            Written("埋深米", "埋深（米）"),
            Written("敷设年份", "敷设年份"),
        ),
        pipes,
    ),
    Register(
        "水务集团/水文监测站.parquet",
        "",
        "水文监测站及实测数据",
        (
            Written("站点编号", "站点编号"),
            Written("站名", "站名"),
            Written("经度", "经度", "geo.coordinate"),
            Written("纬度", "纬度", "geo.coordinate"),
            Written("水位", "水位（米）"),
            Written("流量", "流量（立方米每秒）"),
        ),
        stations,
    ),
    Register(
        "水务集团/调度系统设备.csv",
        "",
        "供水调度系统设备台账",
        (
            Written("device_id", "设备编号"),
            Written("device_name", "设备名称"),
            Written("ip_address", "IP 地址", "net.ip"),
            Written("mac_address", "MAC 地址", "net.mac"),
            Written("login_account", "登录账号", judged=False),
            Written("login_password", "登录口令", "secret.password"),
        ),
        devices,
    ),
    Register(
        "水务集团/用水户.parquet",
        "",
        "居民用水户",
        (
            Written("户号", "用水户号", judged=False),
            Written("户主姓名", "户主姓名", "person.name"),
            Written("手机", "手机号码", "cn.mobile"),
            Written("用水地址", "用水地址", "person.address"),
            Written("月均用水量", "月均用水量（立方米）"),
        ),
        customers,
    ),
)

TRUTH: dict[str, dict[str, str | None]] = {
    register.key: {column.name: column.label for column in register.columns if column.judged}
    for register in REGISTERS
}
