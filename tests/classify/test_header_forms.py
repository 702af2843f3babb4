# Names of columns as databases of government, police, schools, hospitals and offices write
# them, in four forms: Chinese, English, whole pinyin, initials. Made up from what such columns
# are for, with near misses that must say nothing.
import pytest

from classify import HeaderIndex, compile_headers, match_header
from policies import load_policies

# Each line has a label and its names: Chinese, English, whole pinyin, then initials.
FORMS = """
cn.id18: 身份证号码 公民身份号码 户主身份证号 | id_card_no IdentityNumber citizenId | shenfenzhenghao gongminshenfenhaoma | SFZH GMSFHM sfzhm jhr_sfzh
person.name: 姓名 学生姓名 患者姓名 法定代表人姓名 | full_name patientName realName student_name | xingming xueshengxingming | XM XSXM HZXM FDDBRXM
cn.mobile: 手机号 联系电话 监护人手机号码 | mobile phone_number contactPhone | shoujihao lianxidianhua | SJH SJHM LXDH jzlxdh
cn.landline: 固定电话 单位电话 传真号码 | office_phone home_phone fax | gudingdianhua bangongdianhua | GDDH BGDH
person.gender: 性别 患者性别 | gender sex | xingbie | XB
person.birth_date: 出生日期 出生年月 | birth_date dateOfBirth birthday | chushengriqi | CSRQ CSNY
person.ethnicity: 民族 学生民族 | ethnicity ethnic_group | minzu | MZ
person.marital: 婚姻状况 | marital_status | hunyinzhuangkuang | HYZK
person.political: 政治面貌 | political_status | zhengzhimianmao | ZZMM
person.education: 文化程度 最高学历 | education_level degree | wenhuachengdu zuigaoxueli | WHCD ZGXL
person.occupation: 职业 职务 岗位名称 | occupation job_title | zhiye | ZHIYE GWMC
person.address: 家庭住址 户籍地址 现住址 户口所在地 | home_address residential_address | jiatingzhuzhi hujidizhi | JTZZ HJDZ HKSZD XZZ
person.nationality: 国籍 | nationality | guoji | GJDM
person.religion: 宗教信仰 | religion | zongjiaoxinyang | ZJXY
person.relationship: 与户主关系 | family_relationship | yuhuzhuguanxi | YHZGX
person.income: 月工资 家庭年收入 | monthly_salary annual_income | jiatingnianshouru | JTNSR YFGZ
org.name: 工作单位 企业名称 毕业院校 | company_name employer_name hospital_name | gongzuodanwei qiyemingcheng | GZDW DWMC QYMC
org.address: 单位地址 注册地址 | company_address registered_address | danweidizhi zhucedizhi | DWDZ ZCDZ
cn.uscc: 统一社会信用代码 | unified_social_credit_code creditCode | tongyishehuixinyongdaima | TYSHXYDM
cn.plate: 车牌号 号牌号码 | plate_number license_plate | chepaihao | CPH HPHM
vehicle.vin: 车架号 车辆识别代号 | vin vin_code | chejiahao | CJH
cn.passport: 护照号码 | passport_no | huzhaohaoma | HZHM
cn.driver_licence: 驾驶证号 | driver_licence_no | jiashizhenghao | JSZH
cn.social_security: 社保卡号 医保卡号 | medical_insurance_no | shebaokahao | SBKH YBKH
bank.card: 银行卡号 | bank_card_no credit_card_number | yinhangkahao | YHKH
bank.account: 收款账号 结算账户 | settlement_account payee_account | shoukuanzhanghao | SKZH
bank.name: 开户银行 | bank_name | kaihuyinhang | KHYH KHHMC
contact.email: 电子邮箱 | email mail_address | dianziyouxiang | DZYX
contact.wechat: 微信号 | wechat_id | weixinhao | WXH
contact.qq: QQ号码 | qq_number | qqhaoma | QQHM
net.ip: 登录IP IP地址 | client_ip login_ip | ipdizhi | IPDZ
net.mac: MAC地址 | mac_address | macdizhi | MACDZ
net.account: 登录账号 用户名 | user_name login_id | dengluzhanghao yonghuming | YHM DLZH
secret.password: 登录密码 支付密码 | password user_pwd | denglumima | DLMM ZFMM
secret.key: 访问密钥 | secret_key accessToken api_key | fangwenmiyao | APPSECRET
geo.coordinate: 经度 纬度 经纬度 | longitude lat gps_location | jingdu weidu | JWD
cn.postcode: 邮政编码 | postal_code zip | youzhengbianma | YZBM
cn.region_code: 行政区划代码 | region_code | xingzhengquhuadaima | XZQHDM
health.diagnosis: 出院诊断 主要诊断名称 | diagnosis_name icd_code | chuyuanzhenduan | CYZD ZDMC
health.record_number: 住院号 门诊号 病案号 | patient_id medical_record_number | zhuyuanhao binganhao | BAH MRN
health.record_text: 手术记录 检验结果 | lab_result prescription | shoushujilu | JYJG SSJL
health.vital: 收缩压 空腹血糖 | systolic_pressure blood_glucose | shousuoya | SBP
health.infectious: 核酸检测结果 密切接触者 | nucleic_acid_result close_contact | hesuanjiancejieguo | HSJG
health.maternal: 末次月经 分娩方式 | gestational_week last_menstrual_period | mociyuejing | MCYJ FMFS
health.vaccination: 疫苗名称 接种剂次 | vaccine_name vaccine_dose | yimiaomingcheng | YMMC
health.approval: 药品批准文号 | drug_approval_number | yaopinpizhunwenhao | YPPZWH
bio.template: 人脸特征值 指纹 | face_feature fingerprint | renliantezhengzhi | RLTZ
bio.photo: 身份证照片 证件照 | id_card_front id_photo | shenfenzhengzhaopian | SFZZP
bio.genetic: 基因检测结果 DNA编号 | genotype dna_profile | jiyinjiancejieguo | DNABH
person.minor: 是否未成年人 留守儿童标志 | left_behind_child minor_flag | shifouweichengnian | SFWCN
person.special_status: 重点人员类别 残疾证号 | special_status disability_status | zhongdianrenyuanleibie | ZDRYLB
person.criminal_record: 违法犯罪记录 | criminal_record | weifafanzuijilu | FZJL
edu.study: 所学专业 学籍状态 | enrollment_date class_rank | suoxuezhuanye | SXZY XJZT
edu.certificate: 毕业证书编号 学位证书编号 | degree_certificate_number | xueweizhengshubianhao | XWZSBH
person.school_record: 准考证号 学号 | student_id admission_ticket_number | zhunkaozhenghao | ZKZH
edu.aid: 助学金 | scholarship_amount | zhuxuejin | ZXJE
social.employment: 入职日期 参加工作时间 | hire_date performance_rating | ruzhiriqi canjiagongzuoshijian | CJGZSJ
social.benefit: 养老金金额 缴费年限 | pension_amount contribution_years | jiaofeinianxian | JFNX
cn.work_pass: 工作证号 警号 | badge_number police_number | gongzuozhenghao | GZZH
police.case: 接警单号 警情编号 | criminal_case_number | jingqingbianhao | JQBH JJDH
police.involved: 简要案情 强制措施 | case_summary detention_reason | jianyaoanqing | JYAQ QZCS
police.hotel: 旅馆名称 退房时间 | visa_number hotel_room_number | lvguanmingcheng | LGMC
tel.call_record: 主叫号码 通话时长 | caller_number call_duration | zhujiaohaoma | BJHM
tel.cell: 基站编号 | cell_id location_area_code | jizhanbianhao | JZBH
traffic.trip: 航班号 上车站 | passenger_flight_no boarding_station | hangbanhao | GCSJ
traffic.offence: 违法地点 记分值 | violation_time penalty_points | weifadidian | WFDD
vehicle.engine: 发动机号 | engine_number | fadongjihao | FDJH
property.certificate: 不动产权证号 房产证号 | property_certificate_number | budongchanquanzhenghao | BDCQZH
property.house: 房屋用途 月租金 | property_owner monthly_rent | fangwuyongtu | FWYT
fin.insurance_policy: 保单号 | insurance_policy_number | baodanhao | BXDH
fin.loan: 借据号 贷款合同编号 | loan_account_number | jiejuhao | DKHTH
credit.report: 征信记录 逾期天数 | credit_limit overdue_amount | zhengxinjilu | ZXJL
fin.provident_fund: 个人公积金账号 | housing_fund_account | gerengongjijinzhanghao | GRGJJZH
credit.record: 行政处罚内容 失信被执行人 | administrative_penalty penalty_reason | shixinbeizhixingren | SXBZXR
biz.contract_number: 合同编号 | contract_number | hetongbianhao | HTBH
biz.bid_price: 投标报价 标底 | bid_price | toubiaobaojia | TBBJ
biz.trade_secret: 商业秘密 产品配方 | trade_secret | shangyemimi | SYMM
biz.cost: 成本价 毛利率 | gross_profit purchase_cost | chengbenjia | CBJ
licence.number: 许可证编号 证照编号 | permit_number | xukezhengbianhao | XKZBH
gov.household_number: 户号 户口簿号 | household_number | hukoubuhao | HKBH
gov.document_number: 发文字号 行政处罚决定书文号 | decision_number | fawenzihao | FWZH
energy.account: 电表编号 燃气户号 | meter_number | dianbiaobianhao | DBBH
industry.parameter: 工艺参数 产能利用率 | process_parameter production_capacity | gongyicanshu | GYCS
industry.tag: 寄存器地址 测点编号 | register_address setpoint | jicunqidizhi | JCQDZ
land.survey: 图斑编号 地类编码 | land_use_code | tubanbianhao | TBBH DLBM
culture.relic: 文物编号 藏品总登记号 | relic_number | wenwubianhao | WWBH
logistics.waybill: 运单号 快递单号 | tracking_number waybill_no | kuaididanhao | KDDH
device.imei: 手机串号 | imei_no | shoujichuanhao | IMEI1
geo.track: 行踪轨迹 | travel_history | xingzongguiji | XZGJ
"""

# What stands beside them in the same tables and is none of them.
NOTHING = """
序号 编码 名称 类型 状态 备注 数量 金额 总数 单价 日期 时间 年度 月份 版本 排序 描述 标题 内容 等级 来源 附件 链接 操作人员类型
创建时间 更新时间 创建日期 修改时间 删除标志 是否有效 是否删除 审核状态 审批意见 办理状态 受理时间 办结时间 业务类型 事项名称 事项编码
项目名称 项目编号 产品名称 产品型号 商品名称 规格型号 计量单位 库存数量 订单编号 订单状态 订单金额 支付方式 支付状态 发货时间 仓库名称
设备名称 设备类型 设备状态 图片名称 文件大小 文件格式 文件路径 接口地址 网址 菜单名称 按钮权限 角色名称 权限标识 字典编码 参数名 配置项
课程名称 课程代码 学分 学时 教室 教材名称 考试时间 科目 药品名称 药品规格 用药频次 科室代码 床位数 挂号类别 会议名称 会议地点 值班日期
手机型号 证件类型 证件有效期 银行卡类型 账户状态 地址类型 邮件主题 电话费 号牌种类 车辆颜色 联系方式类型 身份类别说明 密码错误次数 指纹算法
气温 降水量 风力 站点名称 河流名称 道路名称 面积 长度 宽度 深度 高度 温度 压力上限 浏览量 点击率 转化率 好评数 评论数
id uuid code name type status remark sort version url title content level count total amount price quantity created_at updated_at deleted
create_time update_by is_deleted del_flag parent_id tenant_id order_no order_status pay_status product_name product_code category_id
file_name file_size image_url page_size table_name column_name class_name method_name host_name role_name dict_code config_key
start_date end_date description comment_count view_count sort_order is_enabled error_message retry_count batch_no task_id job_id queue_name
phone_model card_type id_type password_expiry license_type account_status address_type email_subject gender_ratio passport_country
xuhao mingcheng leixing zhuangtai beizhu shuliang jine riqi chuangjianshijian xiangmumingcheng chanpinmingcheng
XH MC LX ZT BZ SL JE RQ CJSJ GXSJ XMMC XMBH CPMC DDZT SHZT SCBZ PXH
"""

ROWS = [
    pytest.param(name, label, id=f"{label}: {name}")
    for line in FORMS.strip().splitlines()
    for label, _, names in [line.partition(": ")]
    for name in names.replace("|", " ").split()
]


@pytest.fixture(scope="module")
def index() -> HeaderIndex:
    return compile_headers(load_policies().recognisers)


def spoken_for(index: HeaderIndex, name: str) -> str:
    hits = match_header(index, name)
    return hits[0].recogniser if hits and hits[0].strength >= 0.5 else ""


@pytest.mark.parametrize(("name", "label"), ROWS)
def test_a_header_is_known_in_each_of_its_forms(index: HeaderIndex, name: str, label: str) -> None:
    assert spoken_for(index, name) == label


@pytest.mark.parametrize("name", NOTHING.split())
def test_what_stands_beside_them_says_nothing(index: HeaderIndex, name: str) -> None:
    assert spoken_for(index, name) == ""


def test_the_table_is_large_and_every_label_has_all_four_forms() -> None:
    assert len(ROWS) >= 300
    assert len(NOTHING.split()) >= 200
    for line in FORMS.strip().splitlines():
        assert len([form for form in line.split(": ", 1)[1].split("|") if form.split()]) == 4
