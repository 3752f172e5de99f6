"""InventedCity names, Chinese with English beside them."""

from random import Random

Name = tuple[str, str]
"""In Chinese and in English."""

COUNTIES: tuple[Name, ...] = (
    ("澜东区", "Landong District"),
    ("澜西区", "Lanxi District"),
    ("望津区", "Wangjin District"),
    ("青隄区", "Qingdi District"),
    ("白苇市", "Baiwei City"),
    ("石埠市", "Shibu City"),
    ("远樟县", "Yuanzhang County"),
    ("柳泊县", "Liubo County"),
    ("沙渚县", "Shazhu County"),
    ("归云县", "Guiyun County"),
    ("芦岭县", "Luling County"),
    ("桐墅县", "Tongshu County"),
)

TOWNSHIPS: tuple[Name, ...] = (
    ("城关街道", "Chengguan Street"),
    ("向阳街道", "Xiangyang Street"),
    ("东门街道", "Dongmen Street"),
    ("西桥街道", "Xiqiao Street"),
    ("柳林镇", "Liulin Town"),
    ("石桥镇", "Shiqiao Town"),
    ("白塔镇", "Baita Town"),
    ("河口镇", "Hekou Town"),
    ("龙泉镇", "Longquan Town"),
    ("青山镇", "Qingshan Town"),
    ("杏花乡", "Xinghua Township"),
    ("大营乡", "Daying Township"),
    ("官渡乡", "Guandu Township"),
    ("北堤乡", "Beidi Township"),
)

SURNAMES: tuple[Name, ...] = (
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("胡", "Hu"),
    ("朱", "Zhu"),
    ("高", "Gao"),
    ("林", "Lin"),
    ("何", "He"),
    ("郭", "Guo"),
    ("马", "Ma"),
    ("罗", "Luo"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("郑", "Zheng"),
    ("谢", "Xie"),
    ("韩", "Han"),
    ("唐", "Tang"),
)

GIVEN: tuple[Name, ...] = (
    ("秀英", "Xiuying"),
    ("建国", "Jianguo"),
    ("敏", "Min"),
    ("伟", "Wei"),
    ("桂兰", "Guilan"),
    ("志强", "Zhiqiang"),
    ("丽", "Li"),
    ("军", "Jun"),
    ("玉梅", "Yumei"),
    ("国庆", "Guoqing"),
    ("晓红", "Xiaohong"),
    ("磊", "Lei"),
    ("春燕", "Chunyan"),
    ("海涛", "Haitao"),
    ("静", "Jing"),
    ("文斌", "Wenbin"),
    ("小芳", "Xiaofang"),
    ("永胜", "Yongsheng"),
    ("雪", "Xue"),
    ("家明", "Jiaming"),
)

VILLAGES: tuple[Name, ...] = tuple((f"{chinese}庄村", f"{english}zhuang Village") for chinese, english in SURNAMES)

COMMUNITIES: tuple[Name, ...] = tuple(
    (f"{chinese}庄社区", f"{english}zhuang Community") for chinese, english in SURNAMES
)
"""What lies under a street (街道) is a community (社区), and no village."""

ENTERPRISES: tuple[Name, ...] = (
    ("纺织厂", "Textile Mill"),
    ("面粉厂", "Flour Mill"),
    ("造纸厂", "Paper Mill"),
    ("超市", "Supermarket"),
    ("机械厂", "Machine Works"),
)

INSTITUTIONS: tuple[Name, ...] = (
    ("小学", "Primary School"),
    ("卫生院", "Clinic"),
    ("中学", "Middle School"),
    ("养老院", "Home for the Elderly"),
)


def random_name(random: Random) -> str:
    """``王秀英 Wang Xiuying``"""
    (surname, surname_en), (given, given_en) = random.choice(SURNAMES), random.choice(GIVEN)
    return f"{surname}{given} {surname_en} {given_en}"
