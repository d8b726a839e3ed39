"""Names that a page's form does not explain: of its parts, of common sections, of common infobox labels."""

from collections.abc import Collection, Sequence

from ..names import fold

SHORT_ANSWER, INFOBOX, TIMELINE, FAQ, REFERENCES = PARTS = (
    "short answer",
    "infobox",
    "timeline",
    "faq",
    "references",
)

#: Sections that stand at the top and not inside the group before them.
SECTIONS = """
    Overview | Introduction | Etymology | History | History / Background | History and Background | How It Works
    Important Facts | Key Facts | Applications | Use Cases | Criticism | Controversies | Reception | Legacy
    Future Directions | Future Outlook | Conclusion | See Also | Notes | Further Reading | External Links
    Related Topics | Related Articles
"""

#: A label may stand behind one of these, as in "Key Concepts" and "Notable Projects".
QUALIFYING = """
    common core current famous final first former important initial key largest last latest leading main major minor
    modern next notable official original other popular primary principal related secondary significant typical total
"""
MODIFIERS = frozenset(QUALIFYING.split())

LABELS = """
    Abbreviation | Academic Advisor | Academic Discipline | Acronym | Active Ingredient | Administrator | Advantages
    Affiliation | Affiliations | Age | Aim | Aims | Album | Algorithm | Algorithms | Alias | Aliases | Alma Mater
    Also Called | Also Known As | Alternative Names | Alternatives | Altitude | Ancestor | Anthem | Application
    Applications | Approach | Approaches | Architect | Architecture | Area | Area Served | Areas
    Areas of Application | Areas of Focus | Areas of Impact | Areas of Study | Artist | Artists | Atomic Mass
    Atomic Number | Atomic Weight | Author | Authors | Awards | Based In | Based On | Basis | Battles | Belligerents
    Benefits | Binomial Name | Birth Date | Birth Name | Birth Place | Birthplace | Boiling Point | Books | Borders
    Born | Branch | Branches | Brand | Brands | Budget | Builder | Calling Code | Capacity | Capital | Casualties
    Categories | Category | Cause | Causes | CEO | Chair | Chairperson | Challenges | Characteristics
    Chemical Formula | Chief Executive | Children | City | Class | Classification | Climate | Coach | Code Name
    Color | Colors | Colour | Colours | Commander | Commanders | Commissioned | Communities | Community | Companies
    Competitors | Complexity | Components | Composer | Composition | Concept | Concepts | Conservation Status
    Contributions | Contributors | Coordinates | Cost | Countries | Country | Created | Created By | Creation
    Creator | Creators | Criticism | Cuisine | Currency | Current Status | Data Types | Datasets | Date
    Date of Birth | Date of Death | Dates | Death Date | Death Place | Deaths | Definition | Demonym | Density
    Depth | Derivatives | Designed By | Designer | Designers | Developed By | Developer | Developers
    Development Status | Developments | Diagnosis | Dialects | Died | Diet | Dimensions | Director | Directors
    Disadvantages | Discipline | Disciplines | Discovered | Discovered By | Discoverer | Discovery | Discovery Date
    Dissolved | Distribution | Distributor | District | Divisions | Doctoral Advisor | Doctoral Students | Domain
    Domains | Duration | Edition | Editions | Editor | Education | Effects | Elevation | Employees | End Date
    Endianness | Engine | Era | Established | Established By | Ethnic Groups | Events | Example | Examples | Extinct
    Factors | Faculty | Family | Father | Features | Field | Fields | Fields of Study | Figures | File Formats
    Filename Extension | Filename Extensions | First Appeared | First Ascent | First Flight | First Published
    First Release | First Released | Flag | Focus | Focus Area | Focus Areas | Format | Formation | Formats | Formed
    Formula | Foundation | Foundations | Founded | Founded By | Founder | Founders | Founding Date | Framework
    Frameworks | Frequency | Function | Functions | Funding | GDP | Genre | Genres | Genus | Geographic Scope
    Geography | Goal | Goals | Governing Body | Government | Government Type | Habitat | Hardness | Headquarters
    Height | Historical Period | Hypothesis | Ideology | Illustrator | Impact | Impact Area | Impact Areas | Impacts
    Implementation | Implementations | Incorporated | Independence | Industries | Industry | Influenced
    Influenced By | Influences | Inhabitants | Initial Release | Initiatives | Innovations | Institution
    Institutions | Instruments | Interests | Introduced | Introduced By | Invented | Invented By | Invention
    Inventor | Inventors | ISBN | Issues | Jurisdiction | Key People | Kingdom | Known As | Known For | Label
    Labels | Landmarks | Language | Language Family | Languages | Latitude | Launch Date | Launched | Leader
    Leaders | Legacy | Legal Status | Legislation | Legislature | Length | Libraries | Library | Licence
    Licence Type | Licence Types | Licences | License | License Type | License Types | Licenses | Lifespan
    Limitations | Literary Movement | Location | Locations | Longitude | Manufacturer | Mascot | Mass | Material
    Materials | Maximum Speed | Mechanism | Media | Media Type | Medium | Melting Point | Members | Membership
    Memory | Method | Methodologies | Methodology | Methods | Metrics | Milestones | Mission | Model | Models
    Molar Mass | Moons | Mother | Motto | Movement | Movements | Name | Named After | Names | National Anthem
    Nationality | Native Name | Native Speakers | Neighboring Countries | Network | Nickname | Nicknames | Notation
    Number of Employees | Number of Members | Number of Speakers | Objective | Objectives | Observed By | Occupation
    Occupations | Offices | Official Language | Official Languages | Official Name | Official Website | Opened
    Operating System | Operating Systems | Operator | Orbital Period | Order | Organisation | Organisations
    Organization | Organizations | Origin | Original Language | Original Title | Origins | Outcome | Outcomes
    Output | Owned By | Owner | Owners | Paradigm | Paradigms | Parent | Parent Company | Parent Organization
    Parents | Participants | Parties | Partner | Partners | Party | Patent | People | Period | Periods | Phase
    Philosophy | Phylum | Pioneers | Place | Place of Birth | Place of Death | Place of Origin | Places | Platform
    Platforms | Players | Policies | Population | Position | Practices | Practitioners | Preceded By | Precursor
    Predecessor | Predecessors | Premiere | President | Prevalence | Prevention | Price | Prime Minister | Principle
    Principles | Problem | Process | Processes | Processor | Producer | Producers | Product | Products | Profession
    Prognosis | Programming Language | Programming Languages | Programming Paradigm | Programming Paradigms
    Programs | Project | Projects | Pronunciation | Properties | Protocol | Protocols | Provider | Providers
    Province | Publication | Publication Date | Publications | Published | Published By | Publisher | Publishers
    Purpose | Purposes | Radius | Range | Rank | Rating | Recipients | Region | Regions | Regulation | Regulations
    Reign | Related Concepts | Related Disciplines | Related Fields | Related Technologies | Related Terms
    Related Topics | Release | Release Date | Release Year | Released | Releases | Religion | Religions | Repository
    Requirements | Research Areas | Researchers | Resources | Responsible Body | Result | Results | Revenue
    Risk Factors | Risks | River | Role | Roles | Roots | Rules | Runtime | Scale | Schools | Scientific Name
    Scientists | Scope | Script | Season | Seasons | Sector | Sectors | Series | Services | Short Name
    Significance | Sister Projects | Site | Size | Skills | Slogan | Software License | Solution | Source
    Source Code | Source Model | Sources | Speakers | Specialty | Species | Speed | Spouse | Stable Release
    Stadium | Staff | Stages | Stakeholders | Standard | Standards | Standards Body | Starring | Start Date | State
    States | Status | Strategies | Strength | Strengths | Structure | Students | Studio | Style | Styles | Subclass
    Subdisciplines | Subfields | Subject | Subjects | Subsidiaries | Succeeded By | Successor | Successors | Surface
    Surface Area | Symbol | Symbols | Symptoms | Synonyms | Syntax | System | Systems | Target Audience | Taxonomy
    Team | Teams | Technique | Techniques | Technologies | Technology | Temperature | Term Start | Territories
    Theme | Themes | Theories | Theory | Time Period | Time Zone | Timespan | Title | Titles | Tool | Tools | Topic
    Topics | Trade Name | Traded As | Trading Name | Training Data | Transmission | Treatment | Treatments | Type
    Type of Site | Types | Typing | Typing Discipline | UN Membership | Unit | Units | Universities | University
    URL | Use | Use Cases | Used By | Used For | Used In | Users | Uses | Values | Variants | Variations | Vendor
    Vendors | Version | Versions | Victims | Visitors | Voltage | Volume | Wars | Weaknesses | Web Address | Website
    Weight | Width | Wingspan | Work | Works | Writer | Writers | Writing System | Written | Written By | Written In
    Year | Year Created | Year Established | Year Founded | Year Introduced | Years Active
"""

MAX_LABEL_LENGTH = 6


def _names(text: str, more: Collection[str]) -> frozenset[str]:
    listed = text.replace("\n", "|").split("|")
    return frozenset(name for name in map(fold, [*listed, *more]) if name)


def common_sections(more: Collection[str] = ()) -> frozenset[str]:
    """The folded names of sections that end a group."""
    return _names(SECTIONS, more)


class Labels:
    """The labels that are known, compared without regard to case and accents."""

    def __init__(self, more: Collection[str] = ()) -> None:
        # A label may hold no slash; one that is given cannot be found then.
        self._names = frozenset(name for name in _names(LABELS, more) if "/" not in name)
        self._longest = max(MAX_LABEL_LENGTH, *(name.count(" ") + 1 for name in self._names))

    def __contains__(self, words: Sequence[str]) -> bool:
        """Whether folded words are a label, alone, behind a modifier or before a remark such as "(km²)"."""
        if len(words) > 1 and words[-1].startswith("(") and words[-1].endswith(")"):
            words = words[:-1]
        name = " ".join(words)
        return name in self._names or (words[0] in MODIFIERS and name.partition(" ")[2] in self._names)

    def endings(self, words: Sequence[str]) -> list[int]:
        """With how many of its words a text ends in a label; the longest first."""
        return [size for size in range(min(self._longest + 2, len(words)), 0, -1) if words[-size:] in self]
