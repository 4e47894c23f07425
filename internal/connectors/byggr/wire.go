package byggr

import (
	"encoding/xml"

	"github.com/mittkoping/entre/internal/connectors/soap"
)

// What is sent and read, in the order and with the names of the contract. Elements
// of www.tekis.se/arende say so where they stand in one of the other namespace.

// saveNewArende registers a case.
type saveNewArende struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract SaveNewArende"`
	Message struct {
		HandlaggarSign string      `xml:"HandlaggarSign"`
		Arende         newArende   `xml:"Arende"`
		Handelse       newHandelse `xml:"Handelse"`
		Ankomststampla bool        `xml:"AnkomststamplaHandlingar"`
	} `xml:"message"`
}

type saveNewArendeResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract SaveNewArendeResponse"`
	Dnr     string   `xml:"SaveNewArendeResult>Dnr"`
}

// newArende is a case as we make it.
type newArende struct {
	Diarieprefix string `xml:"diarieprefix,attr,omitempty"`
	Komkod       string `xml:"komkod,attr,omitempty"`
	Enhetkod     string `xml:"enhetkod,attr,omitempty"`
	Arendegrupp  string `xml:"arendegrupp,attr"`
	Arendetyp    string `xml:"arendetyp,attr"`
	Arendeslag   string `xml:"arendeslag,attr,omitempty"`
	Arendeklass  string `xml:"arendeklass,attr,omitempty"`
	Namndkod     string `xml:"namndkod,attr,omitempty"`
	Kalla        string `xml:"kalla,attr,omitempty"`

	Beskrivning string           `xml:"www.tekis.se/arende beskrivning,omitempty"`
	AnkomstDag  string           `xml:"www.tekis.se/arende ankomstDatum"`
	Handlaggare *newHandlaggare  `xml:"www.tekis.se/arende handlaggare,omitempty"`
	Intressent  *newIntressenter `xml:"www.tekis.se/arende intressentLista,omitempty"`
	InomPlan    *bool            `xml:"www.tekis.se/arende arInomplan,omitempty"`
	Projektnr   string           `xml:"www.tekis.se/arende projektnr,omitempty"`
	Objekt      *newObjektLista  `xml:"www.tekis.se/arende objektLista,omitempty"`
	ExternRef   string           `xml:"www.tekis.se/arende externRef"`
}

type newHandlaggare struct {
	Signatur string `xml:"signatur,attr"`
}

type newIntressenter struct {
	Intressent []newIntressent `xml:"intressent"`
}

// newIntressent is a party.
type newIntressent struct {
	PersOrgNr string `xml:"persOrgNr,attr,omitempty"`
	ArForetag bool   `xml:"arForetag,attr"`

	Namn          string             `xml:"namn,omitempty"`
	Adress        string             `xml:"adress,omitempty"`
	CoAdress      string             `xml:"coAdress,omitempty"`
	PostNr        string             `xml:"postNr,omitempty"`
	Ort           string             `xml:"ort,omitempty"`
	Land          string             `xml:"land,omitempty"`
	Fornamn       string             `xml:"fornamn,omitempty"`
	Efternamn     string             `xml:"efternamn,omitempty"`
	Kommunikation []newKommunikation `xml:"intressentKommunikationLista>intressentKommunikation,omitempty"`
	Roller        []string           `xml:"rollLista>roll,omitempty"`
}

type newKommunikation struct {
	ArAktiv     bool   `xml:"arAktiv,attr"`
	Beskrivning string `xml:"beskrivning"` // the address or number itself
	Komtyp      string `xml:"komtyp"`
}

type newObjektLista struct {
	Objekt []newFastighet `xml:"abstractArendeObjekt"`
}

// newFastighet is the property of a case. Its type is named in the namespace that
// it stands in.
type newFastighet struct {
	Type          string `xml:"xsi:type,attr"`
	ArHuvudObjekt bool   `xml:"arHuvudObjekt,attr"`
	Fastighet     struct {
		Fnr    int    `xml:"fnr,attr,omitempty"`
		Trakt  string `xml:"trakt,omitempty"`
		FbetNr string `xml:"fbetNr,omitempty"`
	} `xml:"fastighet"`
}

// newHandelse is something that has come in.
type newHandelse struct {
	HandelseID int `xml:"handelseId,attr"` // required by the contract; 0 for what has none yet

	Riktning       string `xml:"www.tekis.se/arende riktning"`
	Rubrik         string `xml:"www.tekis.se/arende rubrik"`
	StartDatum     string `xml:"www.tekis.se/arende startDatum"`
	Anteckning     string `xml:"www.tekis.se/arende anteckning,omitempty"`
	Handelseslag   string `xml:"www.tekis.se/arende handelseslag,omitempty"`
	Handelsetyp    string `xml:"www.tekis.se/arende handelsetyp"`
	Sekretess      bool   `xml:"www.tekis.se/arende sekretess"`
	Makulerad      bool   `xml:"www.tekis.se/arende makulerad"`
	Arbetsmaterial bool   `xml:"www.tekis.se/arende arbetsmaterial"`
}

// saveNewHandelse adds something to a case.
type saveNewHandelse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract SaveNewHandelse"`
	Message struct {
		Dnr                string         `xml:"Dnr"`
		HandlaggarSign     string         `xml:"HandlaggarSign"`
		Handelse           newHandelse    `xml:"Handelse"`
		Handlingar         *newHandlingar `xml:"Handlingar,omitempty"`
		BesvaradHandelseID soap.Nil       `xml:"BesvaradHandelseId"`
		Ankomststampla     bool           `xml:"AnkomststamplaHandlingar"`
		AutoBeslutNr       bool           `xml:"AutoGenereraBeslutNr"`
	} `xml:"message"`
}

type saveNewHandelseResponse struct {
	XMLName    xml.Name `xml:"www.tekis.se/ServiceContract SaveNewHandelseResponse"`
	HandelseID int      `xml:"SaveNewHandelseResult>HandelseId"`
}

type newHandlingar struct {
	Handling []newHandling `xml:"handling"`
}

// newHandling is a document that has come in.
type newHandling struct {
	HandlingID int         `xml:"handlingId,attr"` // as handelseId
	Typ        string      `xml:"www.tekis.se/arende typ"`
	Status     string      `xml:"www.tekis.se/arende status"`
	Datum      string      `xml:"www.tekis.se/arende handlingDatum"`
	Anteckning string      `xml:"www.tekis.se/arende anteckning"` // what staff see in lists
	Makulerad  bool        `xml:"www.tekis.se/arende makulerad"`
	Dokument   newDokument `xml:"www.tekis.se/arende dokument"`
}

type newDokument struct {
	Namn string `xml:"namn"`
	Fil  struct {
		FilAndelse string     `xml:"filAndelse,attr,omitempty"`
		FilBuffer  soap.Bytes `xml:"filBuffer"`
	} `xml:"fil"`
}

// The questions.

type getArende struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetArende"`
	Dnr     string   `xml:"dnr"`
}

type getArendeResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetArendeResponse"`
	Arende  *arende  `xml:"GetArendeResult"`
}

type getByPersOrgNr struct {
	XMLName   xml.Name `xml:"www.tekis.se/ServiceContract GetRelateradeArendenByPersOrgNr"`
	PersOrgNr string   `xml:"persOrgNr"`
}

type getByPersOrgNrResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetRelateradeArendenByPersOrgNrResponse"`
	Arenden []arende `xml:"GetRelateradeArendenByPersOrgNrResult>arende"`
}

type getByFastighet struct {
	XMLName       xml.Name `xml:"www.tekis.se/ServiceContract GetRelateradeArendenByFastighet"`
	Fnr           any      `xml:"fnr"`
	Trakt         string   `xml:"trakt,omitempty"`
	FBetNr        string   `xml:"fBetNr,omitempty"`
	ArHuvudObjekt soap.Nil `xml:"arHuvudObjekt"`
	StatusFilter  string   `xml:"statusFilter"`
}

type getByFastighetResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetRelateradeArendenByFastighetResponse"`
	Arenden []arende `xml:"GetRelateradeArendenByFastighetResult>arende"`
}

type getUpdatedArenden struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetUpdatedArenden"`
	Filter  struct {
		After string `xml:"LowerExclusiveBound"`
		Until string `xml:"UpperInclusiveBound"`
	} `xml:"filter"`
}

type getUpdatedArendenResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetUpdatedArendenResponse"`
	Start   string   `xml:"GetUpdatedArendenResult>BatchStart"`
	End     string   `xml:"GetUpdatedArendenResult>BatchEnd"`
	Arenden []arende `xml:"GetUpdatedArendenResult>Arenden>arende"`
}

type getDocument struct {
	XMLName      xml.Name `xml:"www.tekis.se/ServiceContract GetDocument"`
	DocumentID   string   `xml:"documentId"`
	InkluderaFil bool     `xml:"inkluderaFil"`
}

type getDocumentResponse struct {
	XMLName  xml.Name   `xml:"www.tekis.se/ServiceContract GetDocumentResponse"`
	Dokument []dokument `xml:"GetDocumentResult"`
}

type getHandlingTyper struct {
	XMLName      xml.Name `xml:"www.tekis.se/ServiceContract GetHandlingTyper"`
	StatusFilter string   `xml:"statusfilter"`
}

type getHandlingTyperResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetHandlingTyperResponse"`
	Typer   []struct {
		Typ string `xml:"Typ"`
	} `xml:"GetHandlingTyperResult>HandlingTyp"`
}

type getRoller struct {
	XMLName      xml.Name `xml:"www.tekis.se/ServiceContract GetRoller"`
	RollTyp      string   `xml:"rollTyp"`
	StatusFilter string   `xml:"statusfilter"`
}

type getRollerResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetRollerResponse"`
	Roller  []struct {
		RollKod string `xml:"RollKod"`
	} `xml:"GetRollerResult>Roll"`
}

type getCount struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetUpdatedArendenCount"`
	Filter  struct {
		After string `xml:"LowerExclusiveBound"`
		Until string `xml:"UpperInclusiveBound"`
	} `xml:"filter"`
}

type getCountResponse struct {
	XMLName xml.Name `xml:"www.tekis.se/ServiceContract GetUpdatedArendenCountResponse"`
	Count   *int     `xml:"GetUpdatedArendenCountResult"`
}

// arende is a case as it is told: only what is looked at.
type arende struct {
	Dnr          string       `xml:"dnr,attr"`
	Status       string       `xml:"status"`
	SlutDatum    string       `xml:"slutDatum"`
	MakulerDatum string       `xml:"makulerDatum"`
	Signatur     signatur     `xml:"handlaggare"`
	Intressenter []intressent `xml:"intressentLista>intressent"`
	Handelser    []handelse   `xml:"handelseLista>handelse"`
	ExternRef    string       `xml:"externRef"`
}

type signatur struct {
	Signatur string `xml:"signatur,attr"`
}

type intressent struct {
	IntressentID string   `xml:"intressentId,attr"`
	PersOrgNr    string   `xml:"persOrgNr,attr"`
	Roller       []string `xml:"rollLista>roll"`
}

type handelse struct {
	HandelseID     int          `xml:"handelseId,attr"`
	Riktning       string       `xml:"riktning"`
	Rubrik         string       `xml:"rubrik"`
	StartDatum     string       `xml:"startDatum"`
	Anteckning     string       `xml:"anteckning"`
	Handelseslag   string       `xml:"handelseslag"`
	Handelsetyp    string       `xml:"handelsetyp"`
	Handelseutfall string       `xml:"handelseutfall"`
	Sekretess      bool         `xml:"sekretess"`
	Makulerad      bool         `xml:"makulerad"`
	Arbetsmaterial bool         `xml:"arbetsmaterial"`
	Beslutstext    string       `xml:"beslut>beslutstext"`
	Handlingar     []handling   `xml:"handlingLista>handling"`
	Intressenter   []intressent `xml:"intressentLista>intressent"`
}

type handling struct {
	Status    string    `xml:"status"`
	Makulerad bool      `xml:"makulerad"`
	Dokument  *dokument `xml:"dokument"`
}

type dokument struct {
	DokID string `xml:"dokId,attr"`
	Namn  string `xml:"namn"`
	Fil   *struct {
		FilAndelse string      `xml:"filAndelse,attr"`
		FilBuffer  *soap.Bytes `xml:"filBuffer"`
	} `xml:"fil"`
}
