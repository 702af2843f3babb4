# Why a document, archive, JSON file or stored object was not read, or not all of it, in Chinese
# beside the English that connectors give. Delimited text, workbooks and databases are in
# `reading_words` and `server_words`.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FORMATS"]

# In a value called `problem` another sentence stands.
FORMATS: Mapping[str, str] = {
    # What bounds a file.
    "unpacks to more than {size}": "解压后超过{size}",
    "unpacks to more than {size} bytes": "解压后超过{size}字节",
    "unpacks to more than {count} times its size": "解压后超过原大小的{count}倍",
    "{problem}: the rest is not read": "{problem}：其余部分未读取",
    "is nested too deep": "嵌套过深",
    "is damaged or cut off": "已损坏或不完整",
    "cannot be read without a package: pip install {extra}": (
        "缺少读取它所需的软件包：pip install {extra}"
    ),
    "needs too much memory to read": "读取所需内存过大",
    "takes too long to read: perhaps it is made to": "读取耗时过长：可能是有意制作的文件",
    # Archives.
    "cannot be unpacked: {problem}": "无法解压：{problem}",
    "holds more than {count} files": "所含文件超过{count}个",
    "is damaged or cut off: only what stands before the damage is read": (
        "已损坏或不完整：只读取损坏处之前的内容"
    ),
    "is no archive any more": "已不是压缩包",
    "is packed as a file with holes, which is not read": "以稀疏文件方式打包，不支持读取",
    "is packed by a method that is not read": "打包方法不受支持",
    "lies more than {count} archives deep": "所在的压缩包嵌套超过{count}层",
    # Documents.
    "declares entities of its own, which no document needs and some use to do harm": (
        "声明了自定义实体：文档无需如此，且可能用于攻击"
    ),
    "holds a macro, which is not looked into": "含有宏，宏的内容未检查",
    "holds {count|embedded file|embedded files}, which are not looked into": (
        "含有{count}个嵌入文件，其内容未检查"
    ),
    "holds no text but {count|picture|pictures}, which are not looked into": (
        "没有文字，只有{count}张图片，图片内容未检查"
    ),
    "is in the format of before 2007: save it as .docx or .pptx": (
        "是2007年以前的格式：请另存为.docx或.pptx"
    ),
    "has {count|page|pages} that could not be read, the first is page {first}": (
        "有{count}页无法读取，首个为第{first}页"
    ),
    "has {count|page|pages} of which some text may not have been read, the first is page {first}": (
        "有{count}页可能有文字未读出，首个为第{first}页"
    ),
    "has {count|page|pages} that are pictures, the first is page {first}: pip install {extra} "
    "reads them": "有{count}页是图片，首个为第{first}页：pip install {extra}后可识别",
    "is a picture: pip install {extra} reads the text in it": (
        "是图片：pip install {extra}后可识别其中文字"
    ),
    "is no picture that can be read": "不是可读取的图片",
    "holds a form that a program makes up (XFA), which is not looked into": (
        "含有由程序生成的表单（XFA），其内容未检查"
    ),
    "has filled fields that are not drawn: print it into a PDF first": (
        "有已填写而未绘出的表单域：请先打印成PDF"
    ),
    "has {count|page|pages} whose fonts do not say what they show, the first is page {first}: "
    "nobody can tell what stands there": (
        "有{count}页的字体未说明所示文字，首个为第{first}页：无法判断其内容"
    ),
    "has {count|page|pages} that are pictures or drawings without text, the first is page "
    "{first}: what they show is not looked into": (
        "有{count}页是没有文字的图片或图形，首个为第{first}页：其内容未检查"
    ),
    "has wrong encoding at byte {offset}: what cannot be read there is marked": (
        "第{offset}字节处编码有误：读不出的内容已标出"
    ),
    "has a part that is damaged": "有一部分已损坏",
    "{problem}, after {count|text|texts}": "{problem}（已读取{count}段文字）",
    # JSON, Arrow, Avro.
    "is not JSON": "不是JSON",
    "holds no value": "没有取值",
    "{count} of {total|line is|lines are} not JSON, the first is line {first}": (
        "{total}行中有{count}行不是JSON，首个为第{first}行"
    ),
    "holds what it did not when its columns were looked at: scan it again": (
        "含有查看各列时尚没有的内容：请重新扫描"
    ),
    "is cut off after {count|row|rows}": "在{count}行之后中断",
    "nests more than {depth} levels deep after {count|row|rows}": (
        "在{count}行之后嵌套超过{depth}层"
    ),
    "cannot be understood as JSON after {count|row|rows}": "在{count}行之后无法按JSON理解",
    "declares no column": "没有声明任何列",
    "is in Feather's first format: write it again in the present one": (
        "是Feather的第一版格式：请按现行格式重新写出"
    ),
    # Object storage.
    "names no bucket: s3://KEY@bucket/prefix": "没有写明存储桶：s3://访问密钥@存储桶/前缀",
    "is no S3 storage that can be asked": "不是可访问的S3存储",
    "holds no object that can be read": "其中没有可读取的对象",
    "is larger than {size}: copy it and scan the copy": "大于{size}：请复制到本地后扫描副本",
    "is larger than {size} bytes: copy it and scan the copy": (
        "大于{size}字节：请复制到本地后扫描副本"
    ),
    "was changed since it was looked at: scan it again": "在查看之后有变化：请重新扫描",
    "cannot be reached": "无法连接",
    "is not open to this access key": "此访问密钥无权读取",
    "does not know this access key": "不认识此访问密钥",
    "refuses this access key's secret": "拒绝此访问密钥的口令",
    "is in another region: add ?region=… to its URL": "位于其他区域：请在地址中加上?region=…",
}
