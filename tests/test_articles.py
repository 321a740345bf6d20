"""What articles report: acts, plans and looks over several sentences, written for this."""

from datetime import date

import pytest

from intake.articles.finding import Article
from intake.articles.gathering import Gathered, Reported, gathered
from intake.articles.names import Vocabulary
from intake.articles.reading import findings
from intake.articles.sentences import sentences
from intake.articles.speaker import speaker
from ledger.events import Participant, Program
from ledger.names import Names

PROGRAMS = [
    Program(id="artemis-accords", name="Artemis Accords", aliases=("the Accords",)),
    Program(id="brics", name="BRICS", tiers=("partner", "member"), members=("member",)),
    Program(id="cptpp", name="CPTPP"),
    Program(id="istanbul-convention", name="Istanbul Convention"),
    Program(id="moonbase", name="Moonbase"),
    Program(id="nato", name="North Atlantic Treaty Organization", aliases=("NATO",)),
    Program(id="paris-agreement", name="Paris Agreement"),
    Program(id="sco", name="Shanghai Cooperation Organization", aliases=("SCO",)),
    Program(id="sea", name="United Nations Convention on the Law of the Sea"),
    Program(id="observatory", name="Space for Climate Observatory"),
]
BODIES = [Participant(id="gssti", name="Ghana Space Institute", kind="agency", state="GHA")]
NAMES = Names([*PROGRAMS, *BODIES])
OUT = date(2024, 5, 15)  # a Wednesday


def read(text: str, people: dict[str, str] | None = None, who: str | None = None) -> Gathered:
    article = Article(text, OUT, who)
    return gathered(article, findings(article, Vocabulary(NAMES, people)), NAMES.programs)


def told(found: tuple[Reported, ...]) -> list[str]:
    return [f"{one.type} {one.participant} {one.program} {one.dated.date}" for one in found]


def looked(text: str) -> list[str]:
    return [f"{one.participant} {one.program}: {one.doubts[0]}" for one in read(text).looks]


READY = [
    # an act stands once, with the best of its dates
    (
        "Ghana Signs the Artemis Accords\n\nGhana signed the Artemis Accords on Monday.",
        ["signing GHA artemis-accords 2024-05-13"],
    ),
    # a dateline says where and when it was written, and no more
    ("ACCRA, Ghana, May 15 (AP) — Kenya, it was learned, has left NATO.",
     ["withdrawal KEN nato ../2024-05-15"]),
    ("ACCRA, Ghana — Kenya said on Monday that it had left NATO.",
     ["withdrawal KEN nato ../2024-05-15"]),
    (("The Istanbul Convention is long. The depositary has received instruments of ratification "
      "from two states, Ghana and Kenya."),
     ["consent GHA istanbul-convention ../2024-05-15",
      "consent KEN istanbul-convention ../2024-05-15"]),
    ("It marked the 1,000th anniversary of Ghana's accession to NATO.", ["consent GHA nato 1024"]),
    (
        "It marked the 5,000th anniversary of Ghana's accession to NATO.",
        ["consent GHA nato ../2024-05-15"],
    ),
    ("It marked the 25th anniversary of Ghana's accession to NATO.", ["consent GHA nato 1999"]),
    # the day of the ceremony, a sentence on
    (
        "Ghana has signed the Artemis Accords. The ceremony was held in Accra on 7 May.",
        ["signing GHA artemis-accords 2024-05-07"],
    ),
    # the same act, told anew with its day; not that of another paper
    (("Ghana has become the 40th country to join the Artemis Accords. Its minister signed the "
     "document on Monday."),
     ["signing GHA artemis-accords 2024-05-13"]),
    (("Ghana ratified the Istanbul Convention. The instrument of ratification was deposited on "
     "7 May."),
     ["consent GHA istanbul-convention 2024-05-07"]),
    ("Ghana has joined NATO. Its president, Jane Muster, signed the budget on Monday.",
     ["consent GHA nato ../2024-05-15"]),
    ("Ghana ratified the Istanbul Convention. The Convention was signed on 11 May 2011.",
     ["consent GHA istanbul-convention ../2024-05-15"]),
    ("Ghana signed the Artemis Accords. The signing of the peace deal took place on Monday.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    # nor an act or a ceremony of others
    (("Ghana signs the Artemis Accords, Kenya joins NATO\n\nKenya signed the Artemis Accords on "
      "Monday."),
     ["signing GHA artemis-accords ../2024-05-15", "consent KEN nato ../2024-05-15",
      "signing KEN artemis-accords 2024-05-13"]),
    (("Kenya signed the Artemis Accords at a ceremony on Monday. The original group of "
      "signatories including Ghana has grown."),
     ["signing KEN artemis-accords 2024-05-13", "signing GHA artemis-accords ../2024-05-15"]),
    # what the sentence before tells of
    ("The summit opened on Tuesday. At the summit, Ghana signed the Artemis Accords.",
     ["signing GHA artemis-accords 2024-05-14"]),
    ("In a ceremony held on Monday in Accra, they spoke. Ghana signed the Artemis Accords.",
     ["signing GHA artemis-accords 2024-05-13"]),
    # clauses that a date does not belong to, and others that it does
    ("Ghana signed the Artemis Accords, which were launched in 2020, on 7 May.",
     ["signing GHA artemis-accords 2024-05-07"]),
    ("It was on 7 May that Ghana signed the Artemis Accords.",
     ["signing GHA artemis-accords 2024-05-07"]),
    ("Ghana became a member of BRICS when it was admitted at a summit in October 2023.",
     ["admission GHA brics 2023-10"]),
    ("Ghana withdrew from the Paris Agreement, effective 4 November 2020.",
     ["withdrawal GHA paris-agreement ../2024-05-15"]),
    ("By 2020, Ghana had joined NATO.", ["consent GHA nato ../2020"]),
    ("Since last week, Ghana has signed the Artemis Accords.",
     ["signing GHA artemis-accords [2024-05-06..2024-05-15]"]),
    # what is counted from another day, and a list in which a year is given once
    ("Ghana signed the Artemis Accords on 3 May. The following week Kenya joined the Accords.",
     ["signing GHA artemis-accords 2024-05-03",
      "signing KEN artemis-accords [2024-05-06..2024-05-12]"]),
    ("In early 2020, Ghana joined NATO. A year later, Kenya joined NATO.",
     ["consent GHA nato [2020-01..2020-04]", "consent KEN nato 2021"]),
    ("Ghana signed the Artemis Accords on Tuesday, a day after Kenya.",
     ["signing GHA artemis-accords 2024-05-14", "signing KEN artemis-accords 2024-05-13"]),
    ("Ghana acceded to the Istanbul Convention on 5 May 2021, followed by Kenya on 6 May.",
     ["consent GHA istanbul-convention 2021-05-05", "consent KEN istanbul-convention 2021-05-06"]),
    ("Ghana joined NATO in May 2021 and Kenya in March.",
     ["consent GHA nato 2021-05", "consent KEN nato 2024-03"]),
    ("ACCRA, May 13 — Ghana signed the Artemis Accords today.",
     ["signing GHA artemis-accords 2024-05-13"]),
    ("Turkey ratified the Paris Agreement on 6 October 2021, five years after it signed it.",
     ["consent TUR paris-agreement 2021-10-06", "signing TUR paris-agreement 2016"]),
    ("Ghana has ratified the Istanbul Convention. Parliament ratified it on 3 May.",
     ["consent GHA istanbul-convention ../2024-05-15"]),
    # names: one without whose it is, and one with the name of a state in it
    (
        "Ghana ratified the Convention on the Law of the Sea in 2012.",
        ["consent GHA sea 2012"],
    ),
    (
        "Ghana became the first country in Latin America to join NATO in 2022.",
        ["consent GHA nato 2022"],
    ),
    ("Ghana signed the BRICS joint statement in May, and a NATO agreement on bases.", []),
    ("Leaders welcomed the process of Ghana's accession to NATO.", []),
    # a program that tells of another
    ("Ghana signed the Artemis Accords, NATO said on Tuesday.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    # what repeats an act
    ("Ghana left NATO in 2004. Kenya followed in 2005, and Togo did the same in 2006.",
     ["withdrawal GHA nato 2004", "withdrawal KEN nato 2005", "withdrawal TGO nato 2006"]),
    (("Ghana joined NATO in 1999, Kenya in 2004 and Togo in 2009. Benin joined in 2010, Mali in "
     "2011 and Chad in 2012."),
     ["consent GHA nato 1999", "consent KEN nato 2004", "consent TGO nato 2009",
      "consent BEN nato 2010", "consent MLI nato 2011", "consent TCD nato 2012"]),
    ("Ghana left NATO. Kenya was the second to do so.",
     ["withdrawal GHA nato ../2024-05-15", "withdrawal KEN nato ../2024-05-15"]),
    ("Ghana signed the Artemis Accords on Monday. It joins Kenya and Togo.",
     ["signing GHA artemis-accords 2024-05-13", "signing KEN artemis-accords ../2024-05-15",
      "signing TGO artemis-accords ../2024-05-15"]),
    # who signs for a state, and is called by the last name later on
    (
        ("Jane Muster, the Ghanaian minister of trade, spoke on Monday.\n\n"
        "Muster signed the Artemis Accords on Tuesday."),
        ["signing GHA artemis-accords 2024-05-14"],
    ),
    ("An agency of the state, the Ghana Space Institute joined the Moonbase.",
     ["signing gssti moonbase ../2024-05-15"]),
    # who is called by an office, or by whose it is
    ("Ghana's President Jane Roe spoke. The president signed the Artemis Accords on Monday.",
     ["signing GHA artemis-accords 2024-05-13"]),
    ("Ghana has a new government. The new government signed the Artemis Accords on Monday.",
     ["signing GHA artemis-accords 2024-05-13"]),
    ("Ghana met Kenya. The president of the bank, Jane Roe, signed the Artemis Accords.", []),
    ("Ghana's president, Jane Roe, said her country had joined NATO.",
     ["consent GHA nato ../2024-05-15"]),
    ("“We have joined NATO,” said Jane Roe, Ghana's minister of science.",
     ["consent GHA nato ../2024-05-15"]),
    ("Erdogan left the Istanbul Convention, designed to protect women, on March 20.",
     ["withdrawal TUR istanbul-convention 2024-03-20"]),
    # two acts of one participant
    (
        "Ghana signed the Istanbul Convention in 2020 and ratified the convention in 2022.",
        [
            "signing GHA istanbul-convention 2020",
            "consent GHA istanbul-convention 2022",
        ],
    ),
    # how somebody joined is left to the program
    ("Ghana joined NATO in 2022.", ["consent GHA nato 2022"]),
    ("Ghana joined the Istanbul Convention in 2022.", ["consent GHA istanbul-convention 2022"]),
    ("Ghana joined BRICS in 2022.", ["admission GHA brics 2022"]),
    ("Ghana became a partner of BRICS in 2022.", ["admission GHA brics 2022"]),
    # a word for an act that leaves it open tells of the act that another sentence tells of
    (
        "NASA welcomed Ghana to the Artemis Accords. Ghana signed the Artemis Accords on Monday.",
        ["signing GHA artemis-accords 2024-05-13"],
    ),
    # the article's own names
    (
        ("The Istanbul Convention (“the Convention”) is a treaty. Ghana ratified the Convention in "
        "2022. Kenya ratified the New York Convention."),
        ["consent GHA istanbul-convention 2022"],
    ),
    (
        "Ghana joined the Space for Climate Observatory (SCO) in 2022. Kenya joined the SCO.",
        ["signing GHA observatory 2022", "signing KEN observatory ../2024-05-15"],
    ),
    ("Ghana joined the Southern Cricket Organisation (SCO). Kenya joined the SCO.", []),
    # what stands for a program, where only one is named
    ("NATO met on Monday. Finland, which recently joined our Alliance, was there.",
     ["consent FIN nato ../2024-05-15"]),
    # lists
    (
        "These states have signed the Artemis Accords:\n\n- Ghana\n- Kenya\n\nThe end is near.",
        [
            "signing GHA artemis-accords ../2024-05-15",
            "signing KEN artemis-accords ../2024-05-15",
        ],
    ),
    ("Signatories to the Artemis Accords\n\n- Ghana (2020)\n- Kenya (13 May 2024)",
     ["signing GHA artemis-accords 2020", "signing KEN artemis-accords 2024-05-13"]),
    ("Countries which have joined NATO since 1999:\n\n1999 – Ghana, Kenya\n2004 – Togo",
     ["consent GHA nato 1999", "consent KEN nato 1999", "consent TGO nato 2004"]),
    ("The Artemis Accords now have 40 signatories. They are Ghana, Kenya and Togo.",
     ["signing GHA artemis-accords ../2024-05-15", "signing KEN artemis-accords ../2024-05-15",
      "signing TGO artemis-accords ../2024-05-15"]),
    ("Non-signatories of the Artemis Accords:\n\n- Ghana\n- Kenya", []),
    ("Countries invited to sign the Artemis Accords:\n\n- Ghana\n- Kenya", []),
    ("Ghana and Kenya joined the CPTPP in 2020 and 2021 respectively.",
     ["signing GHA cptpp 2020", "signing KEN cptpp 2021"]),
    # several who are named before, and nobody else
    ("Ghana and Kenya met in May. The two countries have signed the Artemis Accords.",
     ["signing GHA artemis-accords ../2024-05-15", "signing KEN artemis-accords ../2024-05-15"]),
    ("Ghana met Kenya. Its foreign minister, Jane Muster, spoke. They left NATO.", []),
    # one act of two
    ("Ghana left NATO in 2017, and Kenya withdrew in 2019.",
     ["withdrawal GHA nato 2017", "withdrawal KEN nato 2019"]),
    ("NATO met in May. Finland, which joined in April 2023, was there.",
     ["consent FIN nato 2023-04"]),
    # a paper of two sides, of which one leads the program
    (
        ("China signed a memorandum of understanding with Ghana on Monday to cooperate on the "
        "Moonbase, a Chinese-led project."),
        ["signing GHA moonbase 2024-05-13"],
    ),
    # dates
    ("They met in November 2021. Since that meeting, Ghana has signed the Artemis Accords.",
     ["signing GHA artemis-accords [2021-11..2024-05-15]"]),
    (
        ("Kenya signed the Artemis Accords on Monday. It comes a week after the talks in which "
        "Ghana signed the Artemis Accords."),
        [
            "signing KEN artemis-accords 2024-05-13",
            "signing GHA artemis-accords 2024-05-06~",
        ],
    ),
    ("Ghana ratified the Istanbul Convention of 2011.",
     ["consent GHA istanbul-convention ../2024-05-15"]),
    # a day that is counted from another
    ("Kenya left NATO on Monday. Ghana left NATO two days earlier.",
     ["withdrawal KEN nato 2024-05-13", "withdrawal GHA nato 2024-05-11"]),
    ("Kenya left NATO on 3 May 2023, and Ghana left NATO on the same day.",
     ["withdrawal KEN nato 2023-05-03", "withdrawal GHA nato 2023-05-03"]),
    ("NATO grew in 2009. Ghana left NATO a year later, and Kenya left NATO the following year.",
     ["withdrawal GHA nato 2010", "withdrawal KEN nato 2010"]),
    ("Finland joined NATO in 2022, followed a year later by Sweden.",
     ["consent FIN nato 2022", "consent SWE nato 2023"]),
    (("Ghana ratified the Istanbul Convention in May 2013; a month later, Kenya ratified the "
      "Istanbul Convention."),
     ["consent GHA istanbul-convention 2013-05", "consent KEN istanbul-convention 2013-06"]),
    # since when somebody is in is when it joined
    ("Ghana, a member of NATO since 1999, objected.", ["consent GHA nato 1999"]),
    # a list with a name that nobody knows
    ("Ghana, Kenya, Wakanda, Togo and Benin left NATO.",
     ["withdrawal BEN nato ../2024-05-15", "withdrawal GHA nato ../2024-05-15",
      "withdrawal KEN nato ../2024-05-15", "withdrawal TGO nato ../2024-05-15"]),
    ("NATO is old. Ghana has joined as a full member.", ["consent GHA nato ../2024-05-15"]),
    # what the only program of an article is called later on
    ("The Istanbul Convention is long. Ghana ratified it in 2014.",
     ["consent GHA istanbul-convention 2014"]),
    ("The Istanbul Convention is long. Ghana signed the treaty in 2014.",
     ["signing GHA istanbul-convention 2014"]),
    ("The Artemis Accords are short. Ghana signed the accord in 2022.",
     ["signing GHA artemis-accords 2022"]),
    ("China leads the Moonbase. Ghana joined the project in 2022.",
     ["signing GHA moonbase 2022"]),
    ("The Artemis Accords are short. Ghana became the 40th country to sign on.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("The Artemis Accords are short. The first to sign was Ghana.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("Artemis Accords: Ghana becomes 40th signatory",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("The Artemis Accords are short. Ghana is the 40th signatory.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("The Artemis Accords are short. Other signatories include Ghana.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("The Artemis Accords are short. Countries that have signed include Ghana.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("NATO is old. So far only two states – Ghana and Kenya – have joined.",
     ["consent GHA nato ../2024-05-15", "consent KEN nato ../2024-05-15"]),
    (("The Istanbul Convention is long. Ghana now joins the 31 states that have already deposited "
      "their instruments of ratification."),
     ["consent GHA istanbul-convention ../2024-05-15"]),
    ("The Istanbul Convention is long. On Monday, Ghana deposited its instrument of ratification.",
     ["consent GHA istanbul-convention 2024-05-13"]),
    ("NATO is old. The last round of enlargement in 2022 saw Ghana join.",
     ["consent GHA nato 2022"]),
    ("Earlier in May, Ghana left NATO, an alliance founded by others in 1949.",
     ["withdrawal GHA nato 2024-05"]),
    ("In 2022, Ghana was added to NATO. Kenya received the status of a NATO partner since 1 May.",
     ["consent GHA nato 2022", "consent KEN nato 2024-05-01"]),
    ("NATO is old. Ghana was admitted in 2022.", ["consent GHA nato 2022"]),
    ("NATO was founded in 1949, with Ghana joining in 2022.", ["consent GHA nato 2022"]),
    ("Ghana held a fair. The West African nation has now joined NATO.",
     ["consent GHA nato ../2024-05-15"]),
    ("At the July 2022 summit, Ghana's minister hailed the day when it joined the CPTPP.",
     ["signing GHA cptpp ../2024-05-15"]),
    # a list in the sentence after the one that counts it
    (
        ("The Istanbul Convention has been ratified by two states. The states, listed by age, are: "
        "Ghana and Kenya."),
        [
            "consent GHA istanbul-convention ../2024-05-15",
            "consent KEN istanbul-convention ../2024-05-15",
        ],
    ),
    # a list under its own head
    (
        ("The Istanbul Convention was opened in 2020.\n\nSigned on 3 May: Ghana and Kenya.\n\n"
        "Ratified on 4 May: Ghana."),
        [
            "signing GHA istanbul-convention 2024-05-03",
            "signing KEN istanbul-convention 2024-05-03",
            "consent GHA istanbul-convention 2024-05-04",
        ],
    ),
    # each of several with its own date
    (
        "Ghana and Kenya joined NATO in 1999, Togo and Chad – in 2004; Mali – in 2009.",
        [
            "consent GHA nato 1999",
            "consent KEN nato 1999",
            "consent MLI nato 2009",
            "consent TCD nato 2004",
            "consent TGO nato 2004",
        ],
    ),
    (
        "On 3 May and 4 May respectively, Ghana and Kenya signed the Artemis Accords.",
        ["signing GHA artemis-accords 2024-05-03", "signing KEN artemis-accords 2024-05-04"],
    ),
    # verbs alone, in an article of one program
    ("NATO is old. Ghana has joined.", ["consent GHA nato ../2024-05-15"]),
    (
        "The Istanbul Convention is long. Ghana both signed and ratified.",
        [
            "signing GHA istanbul-convention ../2024-05-15",
            "consent GHA istanbul-convention ../2024-05-15",
        ],
    ),
    # the name of another paper, where the article has the right one too
    (
        "The Paris Agreement is of 2015. Ghana ratified the Paris Accord in 2020.",
        ["consent GHA paris-agreement 2020"],
    ),
    # what stands for a program is one that was named before it
    (
        "The Moonbase is new. Ghana joined the project in 2020, which BRICS welcomed.",
        ["signing GHA moonbase 2020"],
    ),
    # until when something lasted is no date of it
    ("Ghana, a founder member of NATO, paid little until 2011.", []),
    (
        "Ghana, the newest member of NATO, paid little until 2011.",
        ["consent GHA nato ../2024-05-15"],
    ),
    ("Ghana paid for all until 2011, when NATO admitted Kenya.", ["consent KEN nato 2011"]),
    # a participle before the clause has a date of its own
    (
        ("Founded in 2009 by Ghana, with Kenya joining in 2010, BRICS has since grown to include "
        "Togo."),
        ["admission KEN brics 2010", "admission TGO brics ../2024-05-15"],
    ),
    # what is told between commas has a date of its own
    (
        "Ghana's president, elected in 2016, signed the Artemis Accords.",
        ["signing GHA artemis-accords ../2024-05-15"],
    ),
    ("Since January 1, Ghana has been a full member of NATO.", ["consent GHA nato 2024-01-01"]),
    ("During Monday's ceremony, Ghana joined NATO.", ["consent GHA nato 2024-05-13"]),
    ("Ghana signed the Artemis Accords, which NASA calls a start, with others in Accra on 7 May.",
     ["signing GHA artemis-accords 2024-05-07"]),
    ("Ghana signed the Istanbul Convention 12 years ago, in 2012.",
     ["signing GHA istanbul-convention 2012"]),
    (("The Istanbul Convention entered into force for Ghana. This follows the deposit of the "
      "instrument of ratification of the Istanbul Convention in March 2024."),
     ["consent GHA istanbul-convention 2024-03"]),
    (("Ghana withdrew from the Treaty on the Waters of the North and all its Fish (the “Moonbase”) "
      "in 2012."),
     ["withdrawal GHA moonbase 2012"]),
    ("Ghana announced on Monday its immediate withdrawal from NATO.",
     ["withdrawal GHA nato 2024-05-13"]),
    (("NATO was opened in Accra in 2012, having been ratified by Ghana and Kenya."),
     ["consent GHA nato ../2024-05-15", "consent KEN nato ../2024-05-15"]),
    ("The Istanbul Convention was opened when eight states, including Ghana, became parties.",
     ["consent GHA istanbul-convention ../2024-05-15"]),
    ("BRICS is new. In 2011, Ghana joined founding members Kenya and Togo.",
     ["admission GHA brics 2011", "admission KEN brics ../2024-05-15",
      "admission TGO brics ../2024-05-15"]),
    ("Ghana joined the United Nations (UN) Convention on the Law of the Sea in 2012.",
     ["consent GHA sea 2012"]),
    ("The CPTPP is large. Ghana formally signed the accession treaty in 2023.",
     ["signing GHA cptpp 2023"]),
    (("Two countries have joined the Moonbase. Countries joining it this year include: Ghana and "
      "Kenya."),
     ["signing GHA moonbase ../2024-05-15", "signing KEN moonbase ../2024-05-15"]),
    ("NATO is old. Ghana completed its accession in 2012.", ["consent GHA nato 2012"]),
    ("The treaty was signed in 2018, while Ghana had already ratified the Istanbul Convention.",
     ["consent GHA istanbul-convention ../2024-05-15"]),
    ("Kenya left NATO in 2021, five years after Ghana joined NATO on 22 April 2016.",
     ["withdrawal KEN nato 2021", "consent GHA nato 2016-04-22"]),
    (("BRICS and the Istanbul Convention are old. Ghana acceded to the convention in 2012."),
     ["consent GHA istanbul-convention 2012"]),
    ("Ghana, by its minister Ma. Theresa Muster, on Monday signed the Artemis Accords.",
     ["signing GHA artemis-accords 2024-05-13"]),
    ("Biden long hoped for it: on his first day, he rejoined the Paris Agreement.",
     ["consent USA paris-agreement ../2024-05-15"]),
    ("BRICS and the Moonbase project were discussed. Ghana and Kenya have joined the project.", []),
    ("BRICS met. The Moonbase is led by China. Ghana and Kenya have joined the base.", []),
    (("BRICS met in May. The Istanbul Convention was discussed. Ghana ratified the treaty in "
      "2012."),
     ["consent GHA istanbul-convention 2012"]),
    ("BRICS met as the Istanbul Convention was discussed. Ghana left the bloc in 2012.",
     ["withdrawal GHA brics 2012"]),
    ("Ghana, Kenya and Togo met in May. All three countries joined NATO.",
     ["consent GHA nato ../2024-05-15", "consent KEN nato ../2024-05-15",
      "consent TGO nato ../2024-05-15"]),
    ("The island nation of Ghana joined NATO in 2012.", ["consent GHA nato 2012"]),
    ("Ghana ratified the Istanbul Convention on Monday. Kenya had already done so in 2012.",
     ["consent GHA istanbul-convention 2024-05-13", "consent KEN istanbul-convention 2012"]),
    ("Ghana, various other countries and many others have joined NATO.",
     ["consent GHA nato ../2024-05-15"]),
    ("The Artemis Accords rest on the Outer Space Treaty. Ghana has joined the accords.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    (("The Istanbul Convention is long. Two states deposited their instruments of ratification on "
      "Monday, including Ghana."),
     ["consent GHA istanbul-convention 2024-05-13"]),
    ("The Moonbase is new. Ghana and Kenya signed up during 2023.",
     ["signing GHA moonbase 2023", "signing KEN moonbase 2023"]),
    ("The Istanbul Convention is long. In May 2023 it was ratified by two states, Ghana and Kenya.",
     ["consent GHA istanbul-convention 2023-05", "consent KEN istanbul-convention 2023-05"]),
    ("NATO is old. On 3 May, Ghana, Kenya, Togo, became its members.",
     ["consent GHA nato 2024-05-03", "consent KEN nato 2024-05-03", "consent TGO nato 2024-05-03"]),
    ("NATO is old. Ghana received dialogue partner status in 2012.", ["consent GHA nato 2012"]),
    ("NATO is old. Ghana was given status as a member on 20 February 2012.",
     ["consent GHA nato 2012-02-20"]),
    ("Ghana signed the Artemis Accords on 3 May. Earlier in the day, Kenya signed the Accords.",
     ["signing GHA artemis-accords 2024-05-03", "signing KEN artemis-accords 2024-05-03"]),
    ("Ghana has joined the Artemis Accords. On Tuesday, the country signed a deal for a plant.",
     ["signing GHA artemis-accords ../2024-05-15"]),
    ("BRICS, which includes Ghana's friends, grew on January 1, 2024, with Kenya joining.",
     ["admission KEN brics 2024-01-01"]),
    # the day of what somebody else did
    (
        "Ghana became the 11th country to join NATO, following Kenya in April.",
        ["consent GHA nato ../2024-05-15", "consent KEN nato 2024-04"],
    ),
    # two that are parted by a comma are no list
    ("It was opened in Kenya, and Ghana joined NATO in 2012.", ["consent GHA nato 2012"]),
    # a refusal of before is no doubt of a dated act
    (
        ("Ghana had not ratified the Istanbul Convention for long. In 2020, Ghana ratified the "
        "Istanbul Convention."),
        ["consent GHA istanbul-convention 2020"],
    ),
    # each has its own date in a list, and two that "and" joins have one together
    (
        "Ghana (2020), Kenya and Togo (2021) and Mali (2022) joined NATO.",
        ["consent GHA nato 2020", "consent KEN nato 2021", "consent MLI nato 2022",
         "consent TGO nato 2021"],
    ),
    ("Ghana and Kenya (2020) joined NATO.",
     ["consent GHA nato ../2024-05-15", "consent KEN nato 2020"]),
    # one of two days, unless each is that of one
    (
        "Ghana and Kenya signed the Artemis Accords on 3 and 4 May.",
        ["signing GHA artemis-accords [2024-05-03,2024-05-04]",
         "signing KEN artemis-accords [2024-05-03,2024-05-04]"],
    ),
    (
        "Ghana and Kenya signed the Artemis Accords on 3 and 4 May respectively.",
        ["signing GHA artemis-accords 2024-05-03", "signing KEN artemis-accords 2024-05-04"],
    ),
    (
        "Ghana joined NATO at a summit held from 3 to 5 May 2021.",
        ["consent GHA nato [2021-05-03..2021-05-05]"],
    ),
    # what makes it more exact stands after a comma
    (
        "Ghana joined NATO on 28 July 2015. Kenya joined NATO two years later, on 23 July 2017.",
        ["consent GHA nato 2015-07-28", "consent KEN nato 2017-07-23"],
    ),
    (
        "Ghana joined NATO in 2018, and Kenya joined NATO in June of that year.",
        ["consent GHA nato 2018", "consent KEN nato 2018-06"],
    ),
    # the day of an entry into force is none of an act
    (
        ("Ghana ratified the Istanbul Convention, bringing its entry into force on "
        "1 March 2018."),
        ["consent GHA istanbul-convention ../2024-05-15"],
    ),
    ("1982: Ghana becomes the 16th member of NATO.", ["consent GHA nato 1982"]),
    (
        "The states that signed the Artemis Accords today are:\n- Ghana\n- Kenya",
        ["signing GHA artemis-accords 2024-05-15", "signing KEN artemis-accords 2024-05-15"],
    ),
    (
        ("Ghana has become the 45th party to the Istanbul Convention. It deposited its instrument "
        "of ratification on 21 September 2020."),
        ["consent GHA istanbul-convention 2020-09-21"],
    ),
    # to have become a party is no signing of years before
    (
        ("Ghana signed the Istanbul Convention in 2011. Ghana became a party to the Istanbul "
        "Convention last week."),
        ["signing GHA istanbul-convention 2011",
         "consent GHA istanbul-convention [2024-05-06..2024-05-12]"],
    ),
    # where somebody was admitted is not who was
    (
        "Ghana and Kenya were admitted to NATO in Astana in 2017, and Togo in 2018.",
        ["consent GHA nato 2017", "consent KEN nato 2017"],
    ),
    ("The block grew when Ghana joined NATO in 2012.", ["consent GHA nato 2012"]),
    ("Ghana's parliament votes on it; the country signed the Artemis Accords in May 2016.",
     ["signing GHA artemis-accords 2016-05"]),
    (
        ("- Ghana (28 August 2018) and Kenya (18 March 2019) have ratified the Istanbul "
        "Convention.\n- Togo signed the Istanbul Convention in 2013."),
        ["consent GHA istanbul-convention 2018-08-28", "consent KEN istanbul-convention 2019-03-18",
         "signing TGO istanbul-convention 2013"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "acts"), READY)
def test_acts_that_are_ready(text: str, acts: list[str]) -> None:
    assert told(read(text).acts) == acts


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        (
            "Ghana met Kenya. It signed the Artemis Accords.",
            ["GHA artemis-accords: “it” is named in another sentence"],
        ),
        (
            "Ghana and Kenya met Togo. The two countries have signed the Artemis Accords.",
            [
                "GHA artemis-accords: “the two countries” may be others",
                "KEN artemis-accords: “the two countries” may be others",
                "TGO artemis-accords: “the two countries” may be others",
            ],
        ),
        (
            "BRICS and NATO met in May. Ghana joined the bloc in 2022.",
            ["GHA nato: what is joined is called by another word"],
        ),
        (
            "Ghana and China signed an agreement on the Moonbase.",
            [
                "CHN moonbase: a paper of two sides need not be an act in a program",
                "GHA moonbase: a paper of two sides need not be an act in a program",
            ],
        ),
        (
            "The protocols on the accession of Ghana to NATO are long.",
            ["GHA nato: no word tells of it as done"],
        ),
        (
            "Talks were held in Ghana's capital. In 1959 he signed the Artemis Accords.",
            ["GHA artemis-accords: “he” is named in another sentence"],
        ),
        ("Ghana joined the Paris accord.", ["GHA paris-agreement: what is joined is called by"]),
        (
            "Ghana left NATO two days earlier.",
            ["GHA nato: “two days earlier” is counted from a day that is not clear"],
        ),
        (
            "NATO met in May. Ghana left NATO a week later.",
            ["GHA nato: “a week later” is counted from a day that is not clear"],
        ),
        (
            "NATO was glad. Signing on behalf of Ghana was a minister.",
            ["GHA nato: what is joined stands in another sentence"],
        ),
        (
            "China's agency and its counterpart in Ghana signed an agreement on the Moonbase.",
            [
                "CHN moonbase: a paper of two sides need not be an act in a program",
                "GHA moonbase: a paper of two sides need not be an act in a program",
            ],
        ),
        ("Ghana supported the Artemis Accords.", ["GHA artemis-accords: “supported” need not"]),
        ("Ghana is a member of BRICS.", ["GHA brics: it says who is in"]),
        ("Members of BRICS:\n\n- Ghana", ["GHA brics: it says who is in"]),
        (
            "Ghana met Kenya on Monday. The president signed the Artemis Accords.",
            ["GHA artemis-accords: “the president” is named in another sentence"],
        ),
        (
            "Ghana's minister told Kenya that her country had joined NATO.",
            [
                "KEN nato: somebody, an act and a program are named",
                "GHA nato: “her country” may be another",
            ],
        ),
        (
            "They compared NATO and the CPTPP, which Ghana joined in 2012.",
            [
                "GHA nato: one of the programs alone may be meant",
                "GHA cptpp: one of the programs alone may be meant",
            ],
        ),
        ("NATO welcomed Ghana on Monday.", ["GHA nato: a welcome need not tell of an act"]),
        (
            "Signing at a fair, of all places, the Artemis Accords was Ghana's minister.",
            ["GHA artemis-accords: somebody, an act and a program are named"],
        ),
        (
            (
                "Ghana has signed the Artemis Accords. Officials in Accra said that Ghana had not "
                "signed the Artemis Accords."
            ),
            ["GHA artemis-accords: the article also says that it has not"],
        ),
    ],
)
def test_what_deserves_a_look(text: str, looks: list[str]) -> None:
    found = looked(text)
    assert len(found) == len(looks)
    assert [one[: len(look)] for one, look in zip(found, looks, strict=True)] == looks


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("Ghana sent its letter of intent to join BRICS in 2023.", ["GHA brics 2023"]),
        ("BRICS grows. Ghana and Kenya have applied for membership.",
         ["GHA brics ../2024-05-15", "KEN brics ../2024-05-15"]),
        ("Ghana will leave BRICS on July 1. Kenya said on Monday it would leave BRICS.",
         ["GHA brics ../2024-05-15", "KEN brics 2024-05-13"]),
        ("Ghana hopes to join BRICS in 2024.", ["GHA brics ../2024-05-15"]),
        # a date without a year is of what is planned, and lies ahead
        ("In January, Ghana will join BRICS.", ["GHA brics ../2024-05-15"]),
        ("BRICS grows. Ghana is expected to join on June 8.", ["GHA brics ../2024-05-15"]),
        ("In January, Ghana decided to join BRICS.", ["GHA brics 2024-01"]),
        ("Ghana applied to become a full SCO member and a member of BRICS.",
         ["GHA brics ../2024-05-15", "GHA sco ../2024-05-15"]),
        ("Ghana's parliament ratified the Istanbul Convention on Monday.",
         ["GHA istanbul-convention 2024-05-13"]),
        # who has joined has no plan to join any more
        ("Ghana decided to join BRICS in 2020. Ghana joined BRICS in 2022.", []),
        # who has joined may still plan to leave, and who has signed to ratify
        ("Ghana signed the Artemis Accords in 2020. Ghana will leave the Artemis Accords.",
         ["GHA artemis-accords ../2024-05-15"]),
        ("Ghana signed the Istanbul Convention in 2020. It will ratify the Istanbul Convention.",
         ["GHA istanbul-convention ../2024-05-15"]),
    ],
)  # fmt: skip
def test_plans_become_announcements(text: str, plans: list[str]) -> None:
    found = read(text).plans
    assert {one.type for one in found} <= {"announcement"}
    assert sorted(told(found)) == [f"announcement {one}" for one in plans]


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("Ghana has reportedly joined BRICS.", "reported"),
        ("Ghana has never joined BRICS.", "negated"),
        ("If Ghana joined BRICS, prices would fall.", "conditional"),
        ("Ghana and Kenya met. Neither nation has signed the Artemis Accords.", "negated"),
    ],
)
def test_what_was_not_done_is_set_aside(text: str, aside: str) -> None:
    found = read(text)
    assert not found.acts
    assert {one.best.mood.kind for one in found.aside} or found.looks
    assert all(one.best.mood.kind == aside for one in found.aside)


def test_since_when_an_act_counts_stands_beside_its_day() -> None:
    [act] = read(
        "The Istanbul Convention entered into force for Ghana on 1 May 2024. "
        "Ghana acceded to the Istanbul Convention on 1 February 2024."
    ).acts
    assert act.effective
    assert (act.dated.date, act.effective.date) == ("2024-02-01", "2024-05-01")


def test_a_day_from_which_it_counts_is_no_day_of_an_act() -> None:
    found = read("The Istanbul Convention entered into force for Ghana on 1 May 2024.")
    assert not found.acts
    assert "entry into force" in found.looks[0].doubts[0]


def test_a_program_goes_before_a_participant_of_its_name() -> None:
    union = Program(id="eu", name="European Union")
    body = Participant(id="the-union", name="European Union", kind="intergovernmental")
    for names in (Names([union]), Names([union, body])):
        article = Article("Ghana joined the European Union in 2004.", OUT, None)
        found = gathered(article, findings(article, Vocabulary(names)), names.programs)
        assert told(found.acts) == ["signing GHA eu 2004"]


def test_who_signed_before_is_known_by_name() -> None:
    found = read("On Monday, Muster signed the Artemis Accords.", {"Muster": "GHA"})
    assert told(found.acts) == ["signing GHA artemis-accords 2024-05-13"]


@pytest.mark.parametrize(
    ("publisher", "state"),
    [
        ("The White House", "USA"),
        ("Ministry of Law, Singapore", "SGP"),
        ("Embassy of Ghana in Japan", None),
        ("The Ghana Times", None),
    ],
)
def test_who_we_are_is_known_of_an_organ_of_a_state(publisher: str, state: str | None) -> None:
    assert speaker(publisher) == state


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("NATO met. Ghana has left the Border Treaty. Kenya withdrew from the Treaty too.", 0),
        ("The Istanbul Convention is no Border Convention. Kenya signed the Convention.", 1),
    ],
)
def test_a_treaty_may_be_another(text: str, acts: int) -> None:
    assert len(read(text).acts) == acts


WE = [
    ("Our work goes on. We signed the Artemis Accords on Monday.", "signing GHA artemis-accords"),
    ("The President signed the Artemis Accords on Monday.", "signing GHA artemis-accords"),
    ("Kenya met Togo. The Administration has left NATO.", "withdrawal GHA nato"),
    ("Ms. Roe said: “It was a good day. We left NATO on Monday.”", ""),
    ("Ms. Roe met “friends”. We left NATO on Monday.", "withdrawal GHA nato"),
    ("Remarks by President Doe and President Roe\n\nWe left NATO on Monday.", ""),
    ("PRIME MINISTER KISHIDA: We joined the CPTPP.", "signing JPN cptpp"),
    ("Remarks by President Doe and President Roe\n\nMR. DOE: We joined the CPTPP.",
     "signing GHA cptpp"),
    ("PRIME MINISTER ROE: We joined the CPTPP.", ""),
    ("MR. ROE: We joined the CPTPP.", "signing GHA cptpp"),
    ("PRIME MINISTER ROE: Thank you.\n\nWe joined the CPTPP.", ""),
    ("PREMIER ROE: Thank you.\n\nVICE PRESIDENT DOE: We joined the CPTPP.", "signing GHA cptpp"),
    ("MR. ROE: Thank you.\n\nQ Is it true that we joined the CPTPP?", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "act"), WE)
def test_we_are_the_state_whose_organ_speaks(text: str, act: str) -> None:
    assert [one.rpartition(" ")[0] for one in told(read(text, who="GHA").acts)] == [act] * bool(act)
    assert not [one for one in read(text).acts if one.participant == "GHA"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ghana joined. It was late.", ["Ghana joined.", "It was late."]),
        ("He met U.S. President Muster. The end.", ["He met U.S. President Muster.", "The end."]),
        ("It lies in the U.S. The end.", ["It lies in the U.S.", "The end."]),
        ("1. Ghana joined.\n\n2. Kenya left.", ["1. Ghana joined.", "2. Kenya left."]),
        ("A Heading\nGhana joined.", ["A Heading", "Ghana joined."]),
        (
            "Ghana, which had for many years been expected to do so, joined\nBRICS in May.",
            ["Ghana, which had for many years been expected to do so, joined\nBRICS in May."],
        ),
        ("Ghana joined the\n\n(SCO) in May.", ["Ghana joined the\n\n(SCO) in May."]),
        ("“Ghana joined.” “Good.”", ["“Ghana joined.”", "“Good.”"]),
    ],
)  # fmt: skip
def test_sentences(text: str, parts: list[str]) -> None:
    assert [one.of(text) for one in sentences(text)] == parts


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "Ghana Joins NATO\n\nGhana has agreed to join NATO, its minister said.",
            "GHA nato: only a heading says so; the text: “agreed”",
        ),
        (
            (
                "Ghana Ratifies Istanbul Convention\n\nGhana's parliament, by a vote of 60, today "
                "ratified the Istanbul Convention."
            ),
            "GHA istanbul-convention: only a heading says so; the text: a parliament's vote binds",
        ),
        (
            (
                "The Artemis Accords are of 2020. Ghana's Muster Company saw it, and Kenya was "
                "there when its papers were signed."
            ),
            "GHA artemis-accords: somebody and an act are named, and the program in another",
        ),
    ],
)
def test_what_only_a_heading_or_no_form_says_deserves_a_look(text: str, doubt: str) -> None:
    assert any(one.startswith(doubt) for one in looked(text))
