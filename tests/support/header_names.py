# Names of columns for each of the labels that are fixed, as tables of police, universities,
# hospitals and offices write them, and names beside them that are none of it. Written down
# from what such columns are for; pinyin and its initials are made from the Chinese.
from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from pypinyin import lazy_pinyin

__all__ = ["NAMED", "NEAR", "labelled_names"]

# Label: Chinese names | English names in snake case.
_TEXT = """
cn.id18: 身份证号 身份证号码 公民身份号码 居民身份证号码 申请人身份证号 户主身份证号码 监护人身份证 学生身份证件号 患者身份证号
  法定代表人身份证号码 证件号码 身份证件号码 驾驶人身份证明号码 报案人证件号码 配偶身份证号 父亲身份证号 考生身份证号 经办人身份证号码 证件号
  嫌疑人身份证号 车主身份证号 紧急联系人身份证号 二代身份证号 参保人身份号码 教职工身份证件号
  | id_card id_card_no id_number idcard identity_no identity_card_number cert_no citizen_id owner_id_card patient_id_card
  guardian_id_card_no resident_id_number id_no legal_person_id_card applicant_id_number user_idcard
cn.mobile: 手机号 手机号码 联系电话 移动电话 联系手机 家长手机号 监护人联系电话 紧急联系人电话 本人手机 患者联系电话 报警人手机号码 学生联系电话
  负责人电话 经办人手机号 联系人电话 收件人手机 法人手机号码 教师手机号 预留手机号 绑定手机 电话 电话号码 联系人手机号码 申请人联系方式 当事人电话
  | mobile phone mobile_phone phone_number phone_no cell_phone tel telephone contact_phone contact_tel user_phone mobile_no
  guardian_phone parent_mobile link_phone emergency_phone phonenumber mobile_number student_phone
cn.landline: 固定电话 座机 座机号码 办公电话 单位电话 传真 传真号码 家庭电话 住宅电话 固话 科室电话 宅电 学校电话 公司电话 值班电话 办公室电话
  | office_phone home_phone landline fax fax_no office_tel work_phone home_tel fixed_phone company_phone dept_phone
cn.plate: 车牌号 车牌号码 号牌号码 机动车号牌 车辆牌照 车牌 肇事车辆车牌号 来访车辆车牌号 车主车牌号 访客车牌号 牌照号码 救护车车牌号
  | plate_no license_plate plate_number car_no car_number vehicle_plate license_plate_number car_plate
cn.passport: 护照号 护照号码 因私护照号码 学生护照号 护照编号 旅客护照号 留学生护照号
  | passport passport_no passport_number passport_id student_passport_no
cn.uscc: 统一社会信用代码 社会信用代码 企业统一社会信用代码 单位信用代码 供应商统一社会信用代码 纳税人识别号 机构统一社会信用代码 统一信用代码
  营业执照号 税号 单位统一社会信用代码
  | uscc credit_code social_credit_code unified_social_credit_code tax_no taxpayer_id business_license_no company_credit_code
bank.card: 银行卡号 银行卡 工资卡号 储蓄卡号 学生银行卡号 借记卡号 报销人银行卡号 信用卡号 卡号 收款银行卡号 教职工银行卡号 嫌疑人银行卡号
  | bank_card bank_card_no card_number credit_card_no debit_card_number bankcard user_bank_card bank_card_number
bank.account: 银行账号 银行帐号 银行账户 收款账号 付款账号 对公账号 开户账号 结算账号 单位银行账号 收款人账号 学生银行账号 供应商银行账号 收款账户
  收款银行账号 对方账号 报销账号 存款账号 存折账号 基本户账号
  | bank_account bank_account_no account_number payee_account bank_acct_no settlement_account receive_account company_bank_account
person.name: 姓名 学生姓名 患者姓名 病人姓名 教师姓名 法定代表人姓名 申请人姓名 联系人 监护人姓名 户主姓名 家长姓名 报案人姓名 嫌疑人姓名 真实姓名 曾用名
  中文姓名 英文姓名 姓名拼音 父亲姓名 母亲姓名 配偶姓名 医生姓名 护士姓名 经办人姓名 负责人 法人姓名 员工姓名 收件人姓名 车主姓名 驾驶员姓名 客户姓名
  导师姓名 主治医师姓名 紧急联系人姓名 人员姓名 作者姓名 访客姓名 当事人姓名 被保险人姓名 领导姓名 法定代表人 责任人姓名 用户姓名 考生姓名
  | real_name full_name student_name patient_name teacher_name contact_name user_real_name person_name employee_name
  doctor_name guardian_name parent_name linkman contact_person legal_person_name applicant_name customer_name staff_name
person.gender: 性别 性别代码 性别码 学生性别 患者性别 性别名称 当事人性别 人员性别 婴儿性别 性别编码 教师性别
  | gender sex gender_code sex_code patient_sex user_sex student_gender
person.birth_date: 出生日期 出生年月 出生年月日 生日 出生时间 患者出生日期 学生出生日期 出生日期时间 婴儿出生日期 配偶出生日期 教师出生年月
  | birthday birth_date date_of_birth birth dob birth_day patient_birthday user_birthday
person.ethnicity: 民族 民族代码 民族码 民族名称 学生民族 患者民族 人员民族代码 母亲民族 民族编码
  | ethnicity ethnic nation ethnic_code ethnic_group nation_code
person.address: 家庭住址 家庭地址 户籍地址 现住址 居住地址 通讯地址 通信地址 联系地址 详细地址 户口所在地 户籍所在地 常住地址 住址 地址 居住地详址
  收货地址 患者住址 学生家庭住址 报案人住址 暂住地址 邮寄地址 户籍地详址 现住址详细地址 家庭详细地址 户口地址 实际居住地址 工作地址 籍贯
  | address home_address residential_address mailing_address contact_address detail_address home_addr permanent_address
  live_address current_address user_address addr receiver_address family_address
person.marital: 婚姻状况 婚姻状态 婚否 婚姻 婚姻状况代码 婚姻状况码 学生婚姻状况 患者婚姻状况 婚姻情况
  | marital_status marital marriage marriage_status marital_code is_married
person.education: 学历 文化程度 最高学历 学位 学历代码 学历码 文化程度代码 最高学位 受教育程度 第一学历 父亲学历 教师学历 学位代码 学历名称 学历层次
  | education degree education_level edu_level highest_education academic_degree educational_background education_code
contact.email: 电子邮箱 邮箱 电子邮件 邮箱地址 电子信箱 联系邮箱 用户邮箱 导师邮箱 电子邮箱地址 公司邮箱 联系人邮箱 电邮 邮件地址 个人邮箱
  | email e_mail email_address mail user_email contact_email mailbox student_email
contact.wechat: 微信号 微信 微信账号 联系人微信 微信号码 家长微信号 用户微信号 | wechat wechat_id wechat_no weixin wx_no wechat_number wechat_account
contact.qq: QQ号 QQ QQ号码 学生QQ 联系人QQ号 QQ账号 | qq qq_no qq_number user_qq student_qq
org.name: 单位名称 工作单位 企业名称 公司名称 机构名称 毕业院校 医院名称 学校名称 毕业学校 所在单位 供应商名称 就诊医院 医疗机构名称 用人单位名称
  发证机关 签发机关 纳税人名称 申请单位 申请单位名称 建设单位名称 投保单位 部门名称 原工作单位 父亲工作单位 开户单位名称 企业全称 单位全称 商户名称
  | company_name org_name organization_name work_unit employer hospital_name school_name company enterprise_name
  supplier_name employer_name unit_name graduate_school corp_name
health.diagnosis: 诊断 诊断名称 出院诊断 入院诊断 主要诊断 门诊诊断 疾病名称 临床诊断 诊断编码 疾病编码 既往病史 过敏史 主诉 现病史 病情描述 初步诊断
  死亡原因 病理诊断 术前诊断 术后诊断 出院主要诊断 病种名称 家族病史 确诊疾病名称 疾病诊断 既往史
  | diagnosis diagnosis_name disease_name icd_code icd10 admission_diagnosis discharge_diagnosis diag_code main_diagnosis
  disease_code chief_complaint allergy_history medical_history past_history
net.ip: IP地址 IP 登录IP 客户端IP 登录IP地址 操作IP 服务器IP 访问者IP 源IP 目的IP 主机IP地址 操作地址IP 终端IP 最后登录IP 报警人IP 注册IP
  | ip ip_address ip_addr login_ip client_ip source_ip last_login_ip oper_ip host_ip ipaddr remote_ip server_ip reg_ip
net.mac: MAC地址 MAC 设备MAC地址 网卡MAC地址 终端MAC 网卡物理地址 手机MAC地址 | mac mac_address mac_addr device_mac wifi_mac client_mac macaddr
device.imei: IMEI IMEI号 手机串号 手机IMEI 设备串号 嫌疑人手机串号 设备IMEI号 | imei imei_no imei_code device_imei phone_imei
geo.coordinate: 经度 纬度 经纬度 坐标 地理坐标 案发地经度 案发地纬度 设备经度 定位坐标 经度坐标 报警位置经度 家庭住址纬度 中心点经度 地理位置坐标
  | longitude latitude lng lat lon coordinate gps longitude_value lng_lat address_longitude location_lat gps_lng
secret.password: 密码 登录密码 用户密码 口令 支付密码 交易密码 初始密码 数据库密码 邮箱密码 管理员密码 原密码 登陆密码 查询密码 密码密文
  | password passwd pwd user_pwd login_password user_password pass_word pay_password db_password login_pwd password_hash
secret.key: 密钥 私钥 访问密钥 应用密钥 令牌 访问令牌 接口密钥 加密密钥 签名密钥 刷新令牌 会话令牌 授权令牌
  | secret_key access_key api_key app_secret private_key access_token token refresh_token client_secret app_key secret
"""
# What stands beside them in such tables and is none of these.
_NEAR = """
身份证签发机关类型 身份证类型 证件类型 身份证件类型码 身份证有效期 证件有效期限 身份证照片 身份证正面 身份证复印件 是否有身份证
手机型号 手机品牌 手机归属地 手机验证状态 电话类型 电话费 邮编 邮政编码 邮件主题 邮件内容 邮箱验证状态 邮件模板 手机操作系统
车牌颜色 号牌种类 车辆类型 车辆颜色 车辆品牌 车型 护照类型 护照有效期 护照签发地 护照签发日期 信用等级 信用代码类型 纳税人类型
银行卡类型 银行名称 开户行 开户行行号 账号类型 账户状态 账户类型 账号状态 卡类型 卡有效期 收款方式 付款方式 账期
名称 编码 编号 代码 序号 设备名称 项目名称 产品名称 药品名称 课程名称 文件名称 角色名称 菜单名称 科目名称 字典名称 参数名称 会议名称 岗位名称代码
班级名称 专业名称 规则名称 任务名称 流程名称 表名 字段名 主机名 域名 仓库名称 商品名称 栏目名称 资产名称 耗材名称 检查项目名称 手术间名称
性别比例 出生地代码类型 出生证编号类型 出生体重单位 民族政策 民族团结活动 婚姻登记日期 婚姻登记机关类型 学历证书编号类型 学位授予日期 学制 学期 学分 学时 学院代码
邮寄方式 地址类型 地址编码 网址 链接地址 图片地址 接口地址 视频地址 请求地址 回调地址 文件地址 存储地址 内存地址 地址排序 服务地址
微信支付状态 微信支付金额 公众号名称 小程序名称 单位类型 单位性质 单位编号 单位级别 计量单位 货币单位 时间单位 部门编号 部门编码 部门负责类型 学校代码 院系代码 医院等级 医院类型
诊断时间 诊断日期 诊断医生编号 诊断类型 诊断标志 疾病分类 病区 病房 床号 床位号 病案状态 检查时间 就诊日期 就诊类型 入院时间 出院方式 挂号时间 科室代码 科室类型 收费金额 药品编码
IP段数 IP归属 IP数量 是否限制IP MAC数量 端口 端口号 协议 串号类型 序列号长度 坐标系 坐标类型 进度 宽度 精度 经费 经办时间 经济类型 温度 湿度
密码错误次数 密码修改时间 密码强度 密码过期时间 密码策略 是否修改密码 密钥长度 密钥算法 令牌过期时间 令牌类型 公钥 密级 密度
创建时间 更新时间 创建日期 修改时间 删除标志 状态 备注 排序 描述 说明 内容 标题 类型 类别 等级 级别 版本 数量 金额 单价 总价 折扣 日期 年度 月份 开始时间 结束时间 审核状态 审批意见 是否启用
是否删除 父级编号 上级代码 层级 图标 路径 大小 格式 附件 图片 颜色 规格 型号 品牌 产地 库存 长度 高度 重量 面积 体积 评分 得分 点击量 浏览量 优先级 来源 渠道 标签 关键字 摘要
案件类型 案件状态 案件名称 立案时间 结案时间 发案时间 警情类别 报警方式 处警时间 管辖单位代码 勘验时间 违法类型 处罚金额 扣分 车速 限速 卡口编号 方向 车道号
课程编号 课程性质 考试时间 考试科目 教室 教学楼 楼层 房间号类型 学年 入学方式类型 招生类别 培养层次代码 选课人数 开课学院代码 教材 图书名称 ISBN 出版社代码 借阅时间 归还时间
| id uuid code name_type type status state remark sort version url title content level count total amount price quantity
created_at updated_at create_time update_time is_deleted del_flag parent_id tenant_id order_no order_status pay_status product_name
product_code category_id file_name file_size image_url page_size table_name column_name class_name method_name role_name dict_code
config_key start_date end_date description comment_count view_count sort_order is_enabled error_message retry_count batch_no task_id
phone_model phone_type id_type id_card_type card_type cert_type password_expiry license_type account_status account_type address_type
email_subject email_template gender_ratio passport_country passport_expiry ip_count mac_os password_error_count pwd_update_time token_type
token_expire key_name key_word keyword primary_key foreign_key sort_key public_key longitude_system company_type company_scale dept_code
dept_id org_type school_type diagnosis_time diagnosis_date diagnosis_type disease_type weather compass passed passenger_count shipping_date
tip trip zip_file chip_id recipe_name script description_text equipment_model plate_color plate_type birth_place_type birth_weight
education_type degree_days marriage_date_type email_count mail_server mail_port address_code address_id addressable wechat_pay_status
qq_group lat_offset latency late_fee platform latest_time lng_type plan_name machine_name host_name domain_name module_name
component menu_name permission request_method response_body exception_name trace_id session_timeout max_length min_value step_name
course_name course_code credit_hours exam_time classroom building floor_no grade_level semester term_id major_code college_code
ward_no bed_no drug_name drug_code dosage frequency unit_price visit_type register_time item_name fee_type invoice_no
case_type case_status case_name alarm_type camera_id lane_no direction speed speed_limit gate_id road_code weather_type
lambda sigma gamma alpha beta theta delta epsilon mean median variance std_dev min max sum rate ratio percent index rank label target
feature weight bias score epoch loss accuracy year month day hour minute second week quarter season date time timestamp duration
length width depth_mm bill_depth_mm rainfall_mm wing_length height_cm mass_kg temperature pressure humidity wind_speed density volume
species genus family_type order_type habitat sample_id plot_id site_name station_id batch replicate treatment group control dose
"""

_Row = tuple[str, str | None]


def _parsed() -> dict[str, tuple[list[str], list[str]]]:
    named: dict[str, tuple[list[str], list[str]]] = {}
    joined = _TEXT.replace("\n  ", " ").strip()
    for line in joined.splitlines():
        label, _, names = line.partition(": ")
        chinese, _, english = names.partition("|")
        named[label] = (chinese.split(), english.split())
    return named


NAMED = _parsed()
NEAR = (_NEAR.partition("|")[0].split(), _NEAR.partition("|")[2].split())


def labelled_names() -> Iterator[tuple[str, str | None, str]]:
    """Name, label (None for none of them) and how it is written, each name once."""
    seen: set[str] = set()
    rows = [(label, *names) for label, names in NAMED.items()] + [(None, *NEAR)]
    for label, chinese, english in rows:
        for name, how in (*_of_chinese(chinese), *_of_english(english)):
            if name not in seen:
                seen.add(name)
                yield name, label, how


def _of_chinese(names: list[str]) -> Iterator[tuple[str, str]]:
    prefixes = cycle(("f_", "c_", "t_", "F_", "user_"))
    for name in names:
        yield name, "chinese"
        yield f"{name}（必填）", "chinese with a remark"
        syllables = [each.lower() for each in lazy_pinyin(name)]
        whole, initials = "".join(syllables), "".join(_initial(each) for each in syllables)
        yield whole, "pinyin"
        yield "_".join(syllables), "pinyin in syllables"
        yield next(prefixes) + whole, "pinyin with a prefix"
        # Two letters may be anything; their readers know them by the table alone.
        if len(initials) > 2:
            yield initials.upper(), "initials"
            yield initials, "small initials"
            yield next(prefixes) + initials, "initials with a prefix"


def _initial(syllable: str) -> str:
    return (
        syllable
        if not syllable.isalpha() or syllable in {"qq", "ip", "mac", "imei"}
        else syllable[0]
    )


def _of_english(names: list[str]) -> Iterator[tuple[str, str]]:
    prefixes = cycle(("t_user_", "c_", "f_", "biz_"))
    for name in names:
        first, *rest = name.split("_")
        yield name, "english"
        yield name.upper(), "upper case"
        yield first + "".join(word.title() for word in rest), "camel case"
        yield "".join(word.title() for word in (first, *rest)), "pascal case"
        yield next(prefixes) + name, "english with a prefix"
