"""Which mails of two public sets are one lure, read and labelled by hand: the truth that `clustering.py` measures against.

All 326 mails of phishing_pot and of the signed junk were read (sender, subject, first words and hosts; the pairs in doubt
whole), without a look at what the product makes of them. A *story* is what staff would publish as one entry: the same
pretence in the same name, wanting the same. Within a story, mails in the same words, whatever their subject, names,
amounts, days and hosts, are one *template*. What stands in no list is a story of its own. Numbers are those of the files.
"""

from __future__ import annotations

STORIES: dict[str, tuple[tuple[int, ...], ...]] = {
    "Microsoft: unusual sign-in": ((1555, 1599, 2408, 2497, 2791, 957, 250),),
    "report this user": ((324, 454),),
    "Outlook: fraud protection": ((1661, 1751, 1803, 1833, 1878, 1879),),
    "USPS: item held": ((2828, 2093, 2150),),
    "parcel will be sent back": ((2353, 2363),),
    "Correios: customs fee": ((4589, 4338), (4029, 4044), (4366,), (3876,)),
    "Bradesco: points": ((928, 467, 1674, 1728, 1534), (1915, 2940)),
    "Bradesco: new segment": ((639, 704, 2880, 690, 357),),
    "Netflix: payment": ((2890, 4014), (3009,)),
    "Trust Wallet: verify": (
        (162, 3164, 1290), (967, 990, 969), (924,), (1356,), (1110,), (1120,), (1060,), (1297,),
    ),
    "MetaMask: verify": ((4430,), (4440,), (4149,), (373,), (374,), (65,), (2412,)),
    "Ledger: breach": ((2463, 2448), (2847,), (1238,)),
    "Tether: cashback": ((1617,), (1385,), (1355,)),
    "XRP: allocation": ((784, 788), (618,), (993,), (2948,)),
    "Aave: airdrop": ((1627,), (2893,)),
    "Lido: claim stETH": ((4228,), (4214,), (2803,)),
    "bitcoin balance": ((798,), (3965,)),
    "score released": ((2568, 2622),),
    "crypto fund invites": ((3388, 3389),),
    "a collection in Google Maps": ((7, 1277),),
    "management offer": ((3527, 3685),),
    "a girl wants to chat": ((583,), (745,), (2287,), (576,), (749,)),
    "KetoXplode, German": ((1017, 1128),),
    "neck cream": ((3131, 3062),),
    "Audien hearing aids": ((3697, 3724),),
    "custom canvas": ((4051, 4074),),
    "Express Pharmacy": ((601,), (920,)),
    "Amazon: voucher and Galaxy S24": ((3910, 4045, 4555),),
    "Amazon: voucher, German": ((3341, 2217, 2764),),
    "Persil box": ((3872, 3995),),
    "nail fungus": ((4288, 4427, 4487),),
    "Netto: voucher": ((2303, 2699, 2810),),
    "Edeka: voucher": ((2014,), (1719,)),
    "Rossmann: voucher": ((1118,), (2475,)),
    "Fressnapf: prize": ((3213, 1205),),
    "Leclerc: voucher": ((2748, 2770, 2661),),
    "Nocibé: perfume": ((2678, 2624),),
    "Dick's: prize": ((2334,), (1940,)),
    "Amil: health plan": ((519, 2985, 3116), (1044, 975)),
    "NotreDame Intermédica: health plan": ((3203, 2911),),
}  # fmt: skip

Label = tuple[str, int]  # story and which of its templates


def labels(files: list[str]) -> dict[str, Label]:
    """File name → its story and template; a file that stands in no list is a story of its own."""
    told = {
        f"sample-{number}.eml": (story, place)
        for story, templates in STORIES.items()
        for place, template in enumerate(templates)
        for number in template
    }
    return {file: told.get(file, (file, 0)) for file in files}
