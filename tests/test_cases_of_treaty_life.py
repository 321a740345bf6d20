"""The cases that a register of treaties and programs meets, each as a small history and what is
answered of it, or what is refused and what to do instead. (What refusals rest on in law is said in
``docs/decisions.md``.)

A history is events of YAML, one in braces after another, which are imported, and commands after
``$``. Below a command stands all that it answers but for the head, which repeats the question, the
names of columns, ids, and who recorded what when; ``...`` stands for any more lines. Below a
command that succeeds and of which nothing is to be shown stands nothing.

Dates are those of the depositaries, and of the sources in ``sample/``.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import terminal

CASES = {
    "a signature alone": """
        {type: program, id: moon, name: Moon Agreement, members: [party], force: required}
        {type: signing, program: moon, participant: France, occurred_on: 1980-01-29,
         instrument: treaty}
        $ roster moon --on 2000-01-01
        0 members
        $ roster moon --on 2000-01-01 --status signatory
        1 signatory (1 state); a signatory is no member by the program's definition
        France FRA state signatory 1980-01-29 certain #2
        $ audit moon France --on 2000-01-01
        not on the roster: it is a signatory, and Moon Agreement counts party
        #2 1980-01-29 France signed Moon Agreement (treaty)
        counts
        """,
    "the ways to consent": """
        {type: program, id: unesco, name: Constitution of UNESCO, members: [party]}
        {type: participant, id: eu, name: European Union, kind: intergovernmental}
        {type: consent, program: unesco, participant: Norway, action: ratification,
         occurred_on: 1946-08-08}
        {type: consent, program: unesco, participant: United States, action: acceptance,
         occurred_on: 1946-09-30}
        {type: consent, program: unesco, participant: Finland, action: approval,
         occurred_on: 1956-10-10}
        {type: consent, program: unesco, participant: Armenia, action: accession,
         occurred_on: 1992-06-09}
        {type: consent, program: unesco, participant: France, action: definitive-signature,
         occurred_on: 1946-06-29}
        {type: consent, program: unesco, participant: eu, action: formal-confirmation,
         occurred_on: 1999-01-01}
        {type: signing, program: unesco, participant: Slovenia, action: succession,
         predecessor: Yugoslavia, occurred_on: 2001-03-12}
        $ timeline unesco
        1946-06-29 consent France signed definitively Constitution of UNESCO #7
        1946-08-08 consent Norway ratified Constitution of UNESCO #3
        1946-09-30 consent United States accepted Constitution of UNESCO #4
        1956-10-10 consent Finland approved Constitution of UNESCO #5
        1992-06-09 consent Armenia acceded to Constitution of UNESCO #6
        1999-01-01 consent European Union formally confirmed Constitution of UNESCO #8
        2001-03-12 signing Slovenia succeeded to the signature of Constitution of UNESCO after \
            Yugoslavia #9
        $ roster unesco --on 2000-01-01
        6 members (1 intergovernmental, 5 state)
        ...
        """,
    "contracting states, and parties": """
        {type: program, id: moon, name: Moon Agreement, members: [party], force: required}
        {type: consent, program: moon, participant: Chile, action: ratification,
         occurred_on: 1981-11-12}
        {type: consent, program: moon, participant: Netherlands, action: acceptance,
         occurred_on: 1983-02-17}
        {type: entry-into-force, program: moon, occurred_on: 1984-07-11}
        $ roster moon --on 1984-07-10
        0 members
        $ roster moon --on 1984-07-10 --status bound
        2 bound participants (2 state); a bound participant is no member by the program's definition
        Chile CHL state bound 1981-11-12 certain #2
        Netherlands NLD state bound 1983-02-17 certain #3
        $ roster moon --on 1984-07-11
        2 members (2 state)
        Chile CHL state party 1984-07-11 certain #2
        Netherlands NLD state party 1984-07-11 certain #3
        """,
    "thirty days from the deposit to force": """
        {type: program, id: moon, name: Moon Agreement, members: [party], force: required}
        {type: entry-into-force, program: moon, occurred_on: 1984-07-11}
        {type: consent, program: moon, participant: Saudi Arabia, action: accession,
         occurred_on: 2012-07-18, effective_on: 2012-08-17}
        $ roster moon --on 2012-08-16
        0 members
        $ roster moon --on 2012-08-17
        1 member (1 state)
        Saudi Arabia SAU state party 2012-08-17 certain #3
        $ audit moon "Saudi Arabia" --on 2012-08-01
        not on the roster: it is bound, and a party from 2012-08-17 on
        #2 1984-07-11 Moon Agreement entered into force
        holds
        #3 2012-07-18 Saudi Arabia acceded to Moon Agreement, effective 2012-08-17
        counts
        """,
    "entry into force by so many deposits": """
        {type: program, id: moon, name: Moon Agreement, members: [party], force: required,
         consents_required: 3}
        {type: consent, program: moon, participant: Chile, action: ratification,
         occurred_on: 1981-11-12}
        {type: consent, program: moon, participant: Netherlands, action: acceptance,
         occurred_on: 1983-02-17}
        $ audit moon Chile --on 1990-01-01
        not on the roster: it is bound, and no entry into force of Moon Agreement is on file
        #2 1981-11-12 Chile ratified Moon Agreement
        counts
        $ append entry-into-force --program moon --on 1984-07-11
        $ check surprises
        surprises #4: Moon Agreement entered into force: 2 consents are on file by then, and it \
            takes 3
        [exit 3]
        $ append consent --program moon --participant Austria --action ratification --on 1984-06-11
        $ check surprises
        $ roster moon --on 1984-07-11
        3 members (3 state)
        ...
        """,
    "provisional application": """
        {type: program, id: cwc, name: Chemical Weapons Convention, members: [party],
         force: required}
        {type: entry-into-force, program: cwc, occurred_on: 1997-04-29}
        {type: provisional-application, program: cwc, participant: Syria, occurred_on: 2013-09-14,
         until: 2013-10-14}
        {type: consent, program: cwc, participant: Syria, action: accession,
         occurred_on: 2013-09-14, effective_on: 2013-10-14}
        $ roster cwc --on 2013-10-13
        0 members
        $ roster cwc --on 2013-10-13 --status bound
        1 bound participant (1 state); a bound participant is no member by the program's definition
        Syria SYR state bound 2013-09-14 certain applying provisionally since 2013-09-14 until \
            2013-10-14 #4
        $ roster cwc --on 2013-10-14
        1 member (1 state)
        Syria SYR state party 2013-10-14 certain #4
        """,
    "a withdrawal with a year's notice": """
        {type: program, id: moon, name: Moon Agreement, members: [party]}
        {type: consent, program: moon, participant: Saudi Arabia, action: accession,
         occurred_on: 2012-07-18, effective_on: 2012-08-17}
        {type: withdrawal, program: moon, participant: Saudi Arabia, occurred_on: 2023-01-05,
         effective_on: 2024-01-05}
        $ roster moon --on 2024-01-04
        1 member (1 state)
        Saudi Arabia SAU state party 2012-08-17 certain leaving on 2024-01-05 by notice of \
            2023-01-05 #2
        $ diff moon 2024-01-04 2024-01-05
        left Saudi Arabia SAU certain party since 2012-08-17
        $ audit moon "Saudi Arabia" --on 2023-06-01
        certain: party since 2012-08-17, until 2024-01-05; leaving on 2024-01-05 by notice of \
            2023-01-05
        #2 2012-07-18 Saudi Arabia acceded to Moon Agreement, effective 2012-08-17
        counts
        #3 2023-01-05 Saudi Arabia gave notice to withdraw from Moon Agreement, effective 2024-01-05
        later: it counts from 2024-01-05
        """,
    "leaving, and coming back": """
        {type: program, id: unesco, name: UNESCO, members: [party]}
        {type: consent, program: unesco, participant: United States, action: acceptance,
         occurred_on: 1946-11-04}
        {type: withdrawal, program: unesco, participant: United States, occurred_on: 1984-12-31}
        {type: consent, program: unesco, participant: United States, action: acceptance,
         occurred_on: 2003-10-01}
        {type: withdrawal, program: unesco, participant: United States, occurred_on: 2018-12-31}
        {type: consent, program: unesco, participant: United States, action: acceptance,
         occurred_on: 2023-07-10}
        $ replay unesco --to 2024-01-01
        UNESCO: 1 member (1 state)
        1946-11-04 unesco joined United States party 1 0
        1984-12-31 unesco left United States party 0 0
        2003-10-01 unesco joined United States party 1 0
        2018-12-31 unesco left United States party 0 0
        2023-07-10 unesco joined United States party 1 0
        $ check surprises
        """,
    "a notice that was taken back before it counted": """
        {type: program, id: rome, name: Rome Statute, members: [party]}
        {type: consent, program: rome, participant: Gambia, action: ratification,
         occurred_on: 2002-06-28}
        {type: withdrawal, program: rome, participant: Gambia, occurred_on: 2016-11-10,
         effective_on: 2017-11-10}
        $ append revocation --event '#3' --on 2017-02-10
        $ diff rome 2017-01-01 2018-01-01
        no longer leaving Gambia GMB certain party since 2002-06-28 certain party since \
            2002-06-28 leaving on 2017-11-10 by notice of 2016-11-10
        $ audit rome Gambia --on 2018-01-01
        certain: party since 2002-06-28
        #2 2002-06-28 Gambia ratified Rome Statute
        counts
        #3 2016-11-10 Gambia gave notice to withdraw from Rome Statute, effective 2017-11-10
        taken back: it has no effect from 2017-02-10 on
        revocation recorded on 2026-11-27 by desk (#4)
        ...
        """,
    "a ratification that was taken back": """
        {type: program, id: ctbt, name: CTBT, members: [signatory, bound, party]}
        {type: signing, program: ctbt, participant: Russia, occurred_on: 1996-09-24}
        {type: consent, program: ctbt, participant: Russia, action: ratification,
         occurred_on: 2000-06-30}
        {type: withdrawal, program: ctbt, participant: Russia, occurred_on: 2023-11-03,
         action: withdrawal-of-consent, falls_to: signatory}
        $ roster ctbt --on 2023-11-03
        1 member (1 state)
        Russia RUS state signatory 1996-09-24 certain #2 #4
        $ diff ctbt 2023-11-02 2023-11-03
        fell Russia RUS certain party since 2000-06-30, member since 1996-09-24 certain signatory \
            since 1996-09-24
        $ check surprises
        """,
    "a reservation": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        $ append reservation --program ost --participant Peru --on 1979-02-28
        depositary: type: 'reservation' is no event type known here: write it in the note of the \
            consent that it goes with
        [exit 1]
        $ append consent --program ost --participant Peru --on 1979-02-28 --action ratification \
            --note "With a reservation."
        $ audit ost Peru --on 1980-01-01
        certain: party since 1979-02-28
        #2 1979-02-28 Peru ratified Outer Space Treaty
        counts
        note: With a reservation.
        """,
    "a treaty extended to a territory": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: program, id: wto, name: WTO, members: [party]}
        $ append extension --program ost --participant "Hong Kong" --on 1967-10-10
        depositary: type: 'extension' is no event type known here: write it in the note of the \
            consent of the state that is responsible; a territory that takes part by itself is a \
            participant
        [exit 1]
        {type: consent, program: wto, participant: Hong Kong, action: acceptance,
         occurred_on: 1995-01-01}
        {type: consent, program: wto, participant: United Kingdom, action: acceptance,
         occurred_on: 1995-01-01}
        $ roster wto --on 1995-01-01
        2 members (1 state, 1 territory)
        Hong Kong HKG territory party 1995-01-01 certain #3
        United Kingdom GBR state party 1995-01-01 certain #4
        """,
    "a suspension": """
        {type: program, id: coe, name: Council of Europe, tiers: [member], members: [member]}
        {type: admission, program: coe, participant: Russia, tier: member, occurred_on: 1996-02-28}
        {type: suspension, program: coe, participant: Russia, occurred_on: 2022-02-25,
         until: 2022-03-16}
        $ roster coe --on 2022-03-01
        1 member (1 state)
        Russia RUS state member 1996-02-28 certain suspended since 2022-02-25 until 2022-03-16 #2
        $ diff coe 2022-02-24 2022-02-25
        suspended Russia RUS certain member since 1996-02-28 certain member since 1996-02-28 \
            suspended since 2022-02-25 until 2022-03-16
        """,
    "an expulsion": """
        {type: program, id: coe, name: Council of Europe, tiers: [member], members: [member]}
        {type: admission, program: coe, participant: Russia, tier: member, occurred_on: 1996-02-28}
        {type: withdrawal, program: coe, participant: Russia, action: expulsion,
         occurred_on: 2022-03-16}
        $ diff coe 2022-03-15 2022-03-16
        was expelled Russia RUS certain member since 1996-02-28
        $ audit coe Russia --on 2022-03-16
        not on the roster: it was expelled
        #2 1996-02-28 Council of Europe admitted Russia as a member
        over: ended by a later act
        #3 2022-03-16 Russia was expelled from Council of Europe
        ended it
        """,
    "a state that ended, and its successors": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: consent, program: ost, participant: Czechoslovakia, action: ratification,
         occurred_on: 1967-05-11}
        {type: consent, program: ost, participant: Slovakia, action: succession,
         predecessor: Czechoslovakia, occurred_on: 1993-05-17, effective_on: 1993-01-01}
        {type: consent, program: ost, participant: Czechia, action: succession,
         predecessor: Czechoslovakia, occurred_on: 1993-09-29, effective_on: 1993-01-01}
        $ diff ost 1992-12-31 1993-01-01
        ceased to exist Czechoslovakia CSK certain party since 1967-05-11
        succeeded Czech Republic (now Czechia) CZE certain party since 1993-01-01
        succeeded Slovakia SVK certain party since 1993-01-01
        $ audit ost Czechoslovakia --on 2000-01-01
        not on the roster: it ceased to exist on 1993-01-01
        #2 1967-05-11 Czechoslovakia ratified Outer Space Treaty
        over since 1993-01-01
        $ audit ost Slovakia --on 2000-01-01
        certain: party since 1993-01-01
        #3 1993-05-17 Slovakia succeeded to Outer Space Treaty after Czechoslovakia, effective \
            1993-01-01
        counts
        #2 1967-05-11 Czechoslovakia ratified Outer Space Treaty
        an act of Czechoslovakia, which it succeeds or continues
        """,
    "a state that goes on under another name": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: consent, program: ost, participant: Soviet Union, action: ratification,
         occurred_on: 1967-10-10}
        {type: consent, program: ost, participant: Russia, action: continuation,
         predecessor: Soviet Union, occurred_on: 1991-12-26}
        $ diff ost 1991-12-25 1991-12-26
        ceased to exist Soviet Union SUN certain party since 1967-10-10
        continued Russia RUS certain party since 1991-12-26
        """,
    "a state of which several are left, and one of these again": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: consent, program: ost, participant: Yugoslavia, action: ratification,
         occurred_on: 1970-01-01}
        {type: consent, program: ost, participant: Federal Republic of Yugoslavia,
         action: succession, predecessor: Yugoslavia, occurred_on: 2001-03-12,
         effective_on: 1992-04-27}
        {type: consent, program: ost, participant: Serbia, action: continuation, predecessor: SCG,
         occurred_on: 2006-06-03}
        $ replay ost --to 2010-01-01
        Outer Space Treaty: 1 member (1 state)
        1970-01-01 ost joined Yugoslavia party 1 0
        1992-04-27 ost succeeded Federal Republic of Yugoslavia (now Serbia and Montenegro) \
        party 1 0
        1992-04-27 ost ceased to exist Yugoslavia party 1 0
        2006-06-03 ost continued Serbia party 1 0
        2006-06-03 ost ceased to exist Serbia and Montenegro party 1 0
        $ audit ost Serbia --on 2010-01-01
        certain: party since 2006-06-03
        #4 2006-06-03 Serbia continued in Outer Space Treaty after Serbia and Montenegro
        counts
        #3 2001-03-12 Federal Republic of Yugoslavia (now Serbia and Montenegro) succeeded to \
            Outer Space Treaty after Yugoslavia, effective 1992-04-27
        an act of Serbia and Montenegro, which it succeeds or continues
        #2 1970-01-01 Yugoslavia ratified Outer Space Treaty
        an act of Yugoslavia, which it succeeds or continues
        """,
    "a new state beside the one that it was of": """
        {type: program, id: cbd, name: Convention on Biological Diversity, members: [party]}
        {type: consent, program: cbd, participant: Sudan, action: ratification,
         occurred_on: 1995-10-30}
        {type: consent, program: cbd, participant: South Sudan, action: accession,
         occurred_on: 2014-02-17}
        $ roster cbd --on 2012-01-01
        1 member (1 state)
        Sudan SDN state party 1995-10-30 certain #2
        $ roster cbd --on 2014-02-17
        2 members (2 state)
        South Sudan SSD state party 2014-02-17 certain #3
        Sudan SDN state party 1995-10-30 certain #2
        """,
    "a territory that passes from one state to another": """
        {type: program, id: wto, name: WTO, members: [party]}
        {type: consent, program: wto, participant: Hong Kong, action: acceptance,
         occurred_on: 1995-01-01}
        $ audit wto "Hong Kong" --on 1997-06-30
        certain: party since 1995-01-01
        territory, for which United Kingdom is responsible
        ...
        $ audit wto "Hong Kong" --on 1997-07-01
        certain: party since 1995-01-01
        territory, for which China is responsible
        ...
        """,
    "states that took another name": """
        {type: program, id: npt, name: Non-Proliferation Treaty, members: [party]}
        {type: consent, program: npt, participant: Swaziland, action: ratification,
         occurred_on: 1969-12-11}
        {type: consent, program: npt, participant: Ceylon, action: ratification,
         occurred_on: 1979-03-05}
        {type: consent, program: npt, participant: Macedonia, action: succession,
         occurred_on: 1995-04-12}
        $ roster npt --on 1996-01-01
        3 members (3 state)
        Swaziland (now Eswatini) SWZ state party 1969-12-11 certain #2
        the former Yugoslav Republic of Macedonia (now North Macedonia) MKD state party \
            1995-04-12 certain #4
        Sri Lanka LKA state party 1979-03-05 certain #3
        """,
    "states that had another code": """
        {type: program, id: npt, name: Non-Proliferation Treaty, members: [party]}
        {type: consent, program: npt, participant: Zaire, action: ratification,
         occurred_on: 1976-01-01}
        {type: consent, program: npt, participant: Upper Volta, action: ratification,
         occurred_on: 1970-03-03}
        {type: consent, program: npt, participant: Byelorussian SSR, action: ratification,
         occurred_on: 1980-10-31}
        {type: withdrawal, program: npt, participant: Democratic Republic of the Congo,
         occurred_on: 2000-01-01}
        $ diff npt 1990-01-01 2001-01-01
        left Zaire (now DR Congo) COD certain party since 1976-01-01
        $ check surprises
        """,
    "a state without an ISO code": """
        {type: program, id: pact, name: The Pact}
        $ append signing --program pact --participant Kosovo --on 2024-01-01
        depositary: participant: no participant is called 'Kosovo': add it with 'depositary \
            append participant', or use its ISO 3166 code, if any
        [exit 1]
        $ append participant --id kosovo --name Kosovo --kind state
        $ append signing --program pact --participant Kosovo --on 2024-01-01
        $ roster pact --on 2024-01-01
        1 member (1 state)
        Kosovo kosovo state signatory 2024-01-01 certain #3
        """,
    "a place whose standing is disputed": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: consent, program: ost, participant: Taiwan, action: ratification,
         occurred_on: 1970-07-24}
        {type: consent, program: ost, participant: China, action: accession,
         occurred_on: 1983-12-30}
        $ roster ost --on 1984-01-01
        2 members (1 state, 1 territory)
        China CHN state party 1983-12-30 certain #3
        Taiwan TWN territory party 1970-07-24 certain #2
        $ timeline Taiwan
        1970-07-24 consent Republic of China (now Taiwan) ratified Outer Space Treaty #2
        """,
    "observers of the United Nations": """
        {type: program, id: cwc, name: Chemical Weapons Convention, members: [party]}
        {type: consent, program: cwc, participant: Holy See, action: ratification,
         occurred_on: 1999-05-12}
        {type: consent, program: cwc, participant: Palestine, action: accession,
         occurred_on: 2018-05-17}
        $ roster cwc --on 2018-05-17
        2 members (2 state)
        Holy See VAT state party 1999-05-12 certain #2
        Palestine PSE state party 2018-05-17 certain #3
        """,
    "an organisation that is a party itself": """
        {type: program, id: unclos, name: Convention on the Law of the Sea, members: [party]}
        {type: participant, id: eu, name: European Union, kind: intergovernmental}
        {type: consent, program: unclos, participant: eu, action: formal-confirmation,
         occurred_on: 1998-04-01}
        {type: consent, program: unclos, participant: Germany, action: accession,
         occurred_on: 1994-10-14}
        $ roster unclos --on 2000-01-01
        2 members (1 intergovernmental, 1 state)
        European Union eu intergovernmental party 1998-04-01 certain #3
        Germany DEU state party 1994-10-14 certain #4
        """,
    "members of an organisation that joined": """
        {type: program, id: ilrs, name: ILRS}
        {type: participant, id: apsco, name: Space Cooperation Organization,
         kind: intergovernmental}
        {type: program, id: convention, name: Convention of the Organization, members: [party]}
        {type: consent, program: convention, participant: Thailand, action: ratification,
         occurred_on: 2006-10-12}
        {type: signing, program: ilrs, participant: apsco, occurred_on: 2023-04-27}
        $ roster ilrs --on 2023-12-31
        1 member (1 intergovernmental)
        Space Cooperation Organization apsco intergovernmental signatory 2023-04-27 certain #5
        $ audit ilrs Thailand --on 2023-12-31
        not on the roster: no act is on file
        $ compare ilrs convention --on 2023-12-31
        ILRS: 1 member (1 intergovernmental)
        Convention of the Organization: 1 member (1 state)
        in all of them: 0
        """,
    "companies and universities": """
        {type: program, id: ilrs, name: ILRS}
        {type: participant, id: nanospace, name: nanoSPACE AG, kind: company, state: Switzerland}
        {type: participant, id: sharjah, name: University of Sharjah, kind: university,
         state: United Arab Emirates}
        {type: signing, program: ilrs, participant: nanospace, occurred_on: 2023-07-07}
        {type: signing, program: ilrs, participant: sharjah, occurred_on: 2023-11-14}
        $ roster ilrs --on 2023-12-31
        2 members (1 company, 1 university)
        University of Sharjah sharjah university signatory 2023-11-14 certain #5
        nanoSPACE AG nanospace company signatory 2023-07-07 certain #4
        $ audit ilrs UAE --on 2023-12-31
        not on the roster: no act is on file
        bodies of this state on the roster: University of Sharjah (university, since 2023-11-14)
        """,
    "a part of a state": """
        {type: program, id: under2, name: Under2 Coalition}
        $ append participant --id california --name California --kind state --state USA
        depositary: kind: a state belongs to no other: is it a subnational part of USA?
        [exit 1]
        $ append participant --id bavaria --name Bavaria --kind subnational
        depositary: state: a subnational needs the state that is responsible for it
        [exit 1]
        $ append participant --id california --name California --kind subnational --state USA
        $ append signing --program under2 --participant California --on 2015-05-19
        $ roster under2 --on 2015-05-19
        1 member (1 subnational)
        California california subnational signatory 2015-05-19 certain #3
        """,
    "observers and partners of a program": """
        {type: program, id: sco, name: SCO, tiers: [dialogue-partner, observer, member],
         members: [member]}
        {type: admission, program: sco, participant: Belarus, tier: observer,
         occurred_on: 2015-07-10}
        {type: admission, program: sco, participant: Belarus, tier: member, occurred_on: 2024-07-04}
        $ roster sco --on 2016-01-01
        0 members
        $ roster sco --on 2016-01-01 --status observer
        1 observer (1 state); an observer is no member by the program's definition
        Belarus BLR state observer 2015-07-10 certain #2
        $ roster sco --on 2024-07-04
        1 member (1 state)
        Belarus BLR state member 2024-07-04 certain #2 #3
        $ append endorsement --program sco --participant Egypt --on 2021-09-17
        depositary: program: the statuses of sco are dialogue-partner, observer, member, and an \
            endorsement gives 'supporter': record an admission to one of them
        [exit 1]
        """,
    "several who sign together": """
        {type: program, id: pact, name: The Pact}
        {type: document, id: sheet, title: Signature sheet, done_on: 2020-10-13}
        $ append signing --program pact --participant Japan --participant Italy --on 2020-10-13 \
            --document sheet
        $ append signing --program pact --participant Peru --on 2020-10-13 --on 2020-10-14
        depositary: --on takes one value, not '2020-10-13' and '2020-10-14': give one: see \
            'depositary append signing --help'
        [exit 2]
        $ audit pact Italy --on 2020-10-13
        certain: signatory since 2020-10-13
        #4 2020-10-13 Italy signed The Pact [document sheet]
        counts
        document: Signature sheet, done on 2020-10-13, and by it #3
        """,
    "a statement made together": """
        {type: program, id: ilrs, name: ILRS}
        {type: signing, program: ilrs, participant: Venezuela, with: [China],
         instrument: joint-statement, occurred_on: 2023-07-17}
        $ timeline ilrs
        2023-07-17 signing Venezuela signed ILRS (joint statement) with China #2
        $ roster ilrs --on 2023-07-17
        1 member (1 state)
        Venezuela VEN state signatory 2023-07-17 certain #2
        """,
    "one paper for two programs": """
        {type: program, id: base, name: Base}
        {type: program, id: data, name: Data}
        {type: document, id: memo, title: Memorandum, done_on: 2023-12-06}
        {type: signing, program: base, participant: Egypt, occurred_on: 2023-12-06, document: memo}
        {type: signing, program: data, participant: Egypt, occurred_on: 2023-12-06, document: memo}
        $ correct '#5' --set occurred_on=2023-12-07 --reason "The agency gives the day."
        $ check surprises
        surprises #5: Egypt signed Data [document memo]: #4 is by the same document, and of \
            2023-12-06
        [exit 3]
        """,
    "a program that ended, and one that was renamed": """
        {type: program, id: gatt, name: GATT, members: [party]}
        {type: program, id: wto, name: WTO, members: [party]}
        {type: program, id: acp, name: ACP Group}
        {type: consent, program: gatt, participant: Cuba, action: acceptance,
         occurred_on: 1948-01-01}
        {type: signing, program: acp, participant: Fiji, occurred_on: 1975-06-06}
        {type: ending, program: gatt, occurred_on: 1995-12-31, replaced_by: [wto]}
        {type: renaming, program: acp, name: OACPS, occurred_on: 2020-04-05}
        $ roster gatt --on 2000-01-01
        0 members
        GATT ceased to exist on 1995-12-31, replaced by WTO
        $ diff gatt 1995-12-30 1995-12-31
        the program ended Cuba CUB certain party since 1948-01-01
        $ timeline OACPS
        1975-06-06 signing Fiji signed ACP Group #5
        2020-04-05 renaming ACP Group took the name OACPS #7
        """,
    "an agreement of two": """
        {type: program, id: space, name: Space with China}
        {type: signing, program: space, participant: Egypt, with: [China],
         instrument: memorandum-of-understanding, occurred_on: 2023-12-06}
        {type: signing, program: space, participant: China, with: [Egypt],
         instrument: memorandum-of-understanding, occurred_on: 2023-12-06}
        {type: document, id: trade, title: Agreement on trade, parties: [Egypt, Brazil],
         done_on: 2024-06-14}
        $ ties Egypt
        2023-12-06 signed (memorandum of understanding) with China space #2 #3
        2024-06-14 made Agreement on trade with Brazil #4
        """,
    "an intention of which nothing came": """
        {type: program, id: ilrs, name: ILRS}
        {type: announcement, program: ilrs, participants: [Malaysia], occurred_on: 2023-04-01,
         summary: Malaysia intends to join}
        $ roster ilrs --on 2024-01-01
        0 members
        $ audit ilrs Malaysia --on 2024-01-01
        not on the roster: only an announcement is on file, and no act
        #2 2023-04-01 Malaysia: Malaysia intends to join
        only an announcement
        """,
    "a report that proved wrong": """
        {type: program, id: ilrs, name: ILRS}
        {type: signing, program: ilrs, participant: United Arab Emirates, occurred_on: 2023-04}
        $ retract '#2' --reason "No instrument was found."
        $ roster ilrs --on 2023-09-30
        0 members
        $ roster ilrs --on 2023-09-30 --known '#2'
        1 member (1 state)
        United Arab Emirates ARE state signatory 2023-04 certain #2
        $ diff ilrs '#2' '#3' --on 2023-09-30
        no longer on file United Arab Emirates ARE certain signatory since 2023-04
        """,
    "sources that contradict each other": """
        {type: program, id: pact, name: The Pact}
        {type: source, id: ministry, publisher: Ministry, title: Signed, tier: official}
        {type: source, id: gazette, publisher: Gazette, title: Not signed, tier: press}
        {type: signing, program: pact, participant: Ukraine, occurred_on: 2020-11-12,
         citations: [{source: ministry}, {source: gazette, says: 2020-11-13}]}
        {type: signing, program: pact, participant: Mali, occurred_on: 2020-11-12,
         citations: [{source: ministry}]}
        $ attest '#5' --stance disputes --source gazette
        $ roster pact --on 2020-11-12
        2 members (2 state)
        Mali MLI state signatory 2020-11-12 certain act disputed #5
        Ukraine UKR state signatory 2020-11-12 certain date disputed #4
        $ roster pact --on 2020-11-12 --disputed widen
        0 members, 2 more possible
        Mali MLI state signatory 2020-11-12 possible act disputed #5
        Ukraine UKR state signatory 2020-11-12 possible date disputed #4
        """,
    "a treaty with several depositaries": """
        {type: program, id: ost, name: Outer Space Treaty, members: [party]}
        {type: consent, program: ost, participant: Australia, action: ratification,
         occurred_on: 1967-10-10, place: London}
        {type: consent, program: ost, participant: Australia, action: ratification,
         occurred_on: 1967-10-10, place: Moscow}
        {type: consent, program: ost, participant: Australia, action: ratification,
         occurred_on: 1967-10-10, place: Washington}
        $ roster ost --on 1967-10-10
        1 member (1 state)
        Australia AUS state party 1967-10-10 certain #2 #3 #4
        $ check surprises
        """,
    "a month": """
        {type: program, id: ilrs, name: ILRS}
        $ append signing --program ilrs --participant Egypt --on "December 2023"
        depositary: occurred_on: 'December 2023' is not a date, it is not in EDTF: write 2023-12
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on 2023-12
        $ roster ilrs --on 2023-12-07
        0 members, 1 more possible
        Egypt EGY state signatory 2023-12 possible #2
        $ roster ilrs --on 2023-12-31
        1 member (1 state)
        Egypt EGY state signatory 2023-12 certain #2
        """,
    "no later than a day": """
        {type: program, id: ilrs, name: ILRS, opened_on: 2021-03-09}
        $ append signing --program ilrs --participant Egypt --on ../2023-06
        $ roster ilrs --on 2021-03-08
        0 members
        $ roster ilrs --on 2021-03-09
        0 members, 1 more possible
        Egypt EGY state signatory ../2023-06 possible #2
        $ roster ilrs --on 2023-06-30
        1 member (1 state)
        Egypt EGY state signatory ../2023-06 certain #2
        """,
    "the beginning of a year": """
        {type: program, id: ilrs, name: ILRS}
        {type: source, id: gazette, publisher: Gazette, title: Signed, tier: press}
        $ append signing --program ilrs --participant Egypt --on "early 2024"
        depositary: occurred_on: 'early 2024' is not a date, it is not in EDTF: write 2024 or \
            2024-01/2024-04, whichever the source means
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on 2024-01/2024-04 --source gazette \
            --wording "early 2024" --says 2024-01/2024-04
        $ audit ilrs Egypt --on 2024-02-01
        possible: signatory since 2024-01/2024-04
        #3 2024-01/2024-04 Egypt signed ILRS
        may count
        for: Gazette, press, undated, says 2024-01/2024-04 (“early 2024”) [gazette, #3]
        """,
    "a day that is told from another": """
        {type: program, id: ilrs, name: ILRS}
        {type: source, id: gazette, publisher: Gazette, title: Signed, tier: press}
        $ append signing --program ilrs --participant Egypt --on "a week before"
        depositary: occurred_on: 'a week before' is not a date, it is counted from a day that it \
            does not name: work out the date; the source's own words go in a citation's wording
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on 2023-12-06 --source gazette \
            --says 2023-12-06 --wording "on Wednesday"
        $ audit ilrs Egypt --on 2023-12-06
        certain: signatory since 2023-12-06
        #3 2023-12-06 Egypt signed ILRS
        counts
        for: Gazette, press, undated, says 2023-12-06 (“on Wednesday”) [gazette, #3]
        """,
    "seasons, quarters, decades": """
        {type: program, id: ilrs, name: ILRS}
        $ append signing --program ilrs --participant Egypt --on "autumn 2023"
        depositary: occurred_on: 'autumn 2023' is not a date, it is not in EDTF: write 2023-23 or \
            in the north 2023-27 or in the south 2023-31, whichever the source means
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on 2023-27
        $ append signing --program ilrs --participant Chile --on 2023-33
        $ append signing --program ilrs --participant Peru --on 202X
        $ roster ilrs --on 2023-10-01
        1 member (1 state), 2 more possible
        Chile CHL state signatory 2023-33 certain #3
        Egypt EGY state signatory 2023-27 possible #2
        Peru PER state signatory 202X possible #4
        """,
    "a day of which nothing is known": """
        {type: program, id: ilrs, name: ILRS, opened_on: 2021-03-09}
        $ append signing --program ilrs --participant Egypt --on unknown
        depositary: occurred_on: 'unknown' is not a date, it says nothing of the day: write \
            ../2023-10 for a day by which it was done, such as that of the source
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on XXXX-XX-XX
        depositary: occurred_on: 'XXXX-XX-XX' is not a date, it says nothing of the day: write \
            ../2023-10 for a day by which it was done, such as that of the source
        [exit 1]
        $ append signing --program ilrs --participant Egypt --on ../2023-12-07
        $ roster ilrs --on 2023-12-07
        1 member (1 state)
        Egypt EGY state signatory ../2023-12-07 certain #2
        """,
    "what was so, what was on file, what had been published": """
        {type: program, id: accords, name: Artemis Accords}
        {type: source, id: ministry, publisher: Ministry, title: Signed, tier: official,
         published_on: 2023-11-01}
        {type: signing, program: accords, participant: Iceland, occurred_on: 2023-10-10,
         citations: [{source: ministry}]}
        $ roster accords --on 2023-10-24
        1 member (1 state)
        Iceland ISL state signatory 2023-10-10 certain #3
        $ roster accords --on 2023-10-24 --known '#2'
        0 members
        $ roster accords --on 2023-10-24 --published-by 2023-10-24
        0 members
        $ roster accords --on 2023-10-24 --published-by 2023-11-01
        1 member (1 state)
        Iceland ISL state signatory 2023-10-10 certain #3
        """,
}


@pytest.fixture(autouse=True)
def _ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty ledger in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    terminal.answer_to("depositary init")


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    for typed, expected in _exchanges(CASES[case]):
        answered = [*_told(terminal.answer_to(f"depositary {typed}"))]
        if not expected:
            assert (typed, [one for one in answered if one.startswith("[exit")]) == (typed, [])
        elif expected[-1] == "...":
            assert (typed, answered[: len(expected) - 1]) == (typed, expected[:-1])
        else:
            assert (typed, answered) == (typed, expected)


def _exchanges(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command with what is to be answered; events are imported where they stand."""
    events: list[str] = []
    typed, expected = "", list[str]()
    for line in (" ".join(one.split()) for one in text.strip().splitlines()):
        if line.startswith(("{", "$")) and typed:
            yield typed, expected
            typed, expected = "", []
        if line.startswith("$"):
            if events:
                Path("events.yaml").write_text("".join(f"- {one}\n" for one in events))
                yield "import events.yaml", []
                events = []
            typed = line.removeprefix("$ ")
        elif line.startswith("{"):
            events.append(line)
        elif typed:
            expected.append(line)
        else:
            events[-1] += f" {line}"
    yield typed, expected


def _told(answer: str) -> Iterator[str]:
    """Yield the lines of an answer without its head, columns, ids, and who recorded what."""
    lines = [" ".join(line.split()) for line in answer.splitlines()]
    for line, below in pairwise([*lines, ""]):
        is_rule = line and not line.strip("- ")
        is_columns = below and not below.strip("- ")
        head = "as known at #" in line or line.endswith(": what changed")
        beside = line.startswith(("under the tree head", "recorded on ", "no source is cited"))
        if line and line != "none" and not (is_rule or is_columns or head or beside):
            yield re.sub(r"^(#\d+) [0-9a-f]{12} ", r"\1 ", line)
