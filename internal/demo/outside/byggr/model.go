package byggr

import (
	"slices"
	"strings"
	"time"
)

// Arende is a case.
type Arende struct {
	ID           int          `json:"id"`
	Dnr          string       `json:"dnr"`
	Codes        Codes        `json:"codes"`
	Status       string       `json:"status"` // Pågående, Avslutat, Makulerat
	Beskrivning  string       `json:"beskrivning,omitempty"`
	AnkomstDag   string       `json:"ankomst_dag"`
	SlutDag      string       `json:"slut_dag,omitempty"`
	Registrerad  time.Time    `json:"registrerad"`
	Uppdaterad   time.Time    `json:"uppdaterad"` // no two are the same
	Handlaggare  string       `json:"handlaggare"`
	Intressenter []Intressent `json:"intressenter,omitempty"`
	Fastigheter  []Fastighet  `json:"fastigheter,omitempty"`
	InomPlan     *bool        `json:"inom_plan,omitempty"`
	Projektnr    string       `json:"projektnr,omitempty"`
	ExternRef    string       `json:"extern_ref,omitempty"`
	Handelser    []Handelse   `json:"handelser,omitempty"` // oldest first
}

// Codes are what sort of case it is, by the code tables.
type Codes struct {
	Diarieprefix string `json:"diarieprefix,omitempty"`
	Komkod       string `json:"komkod,omitempty"`
	Enhetkod     string `json:"enhetkod,omitempty"`
	Grupp        string `json:"grupp"`
	Typ          string `json:"typ"`
	Slag         string `json:"slag,omitempty"`
	Klass        string `json:"klass,omitempty"`
	Namndkod     string `json:"namndkod,omitempty"`
	Kalla        string `json:"kalla,omitempty"`
}

func (a Arende) clone() Arende {
	a.Intressenter, a.Fastigheter, a.Handelser = slices.Clone(a.Intressenter), slices.Clone(a.Fastigheter), slices.Clone(a.Handelser)
	return a
}

// Intressent is a party of a case, or whom a händelse is addressed to.
type Intressent struct {
	ID            int             `json:"id"`
	PersOrgNr     string          `json:"pers_org_nr,omitempty"`
	ArForetag     bool            `json:"ar_foretag,omitempty"`
	Namn          string          `json:"namn,omitempty"`
	Adress        string          `json:"adress,omitempty"`
	CoAdress      string          `json:"co_adress,omitempty"`
	PostNr        string          `json:"post_nr,omitempty"`
	Ort           string          `json:"ort,omitempty"`
	Land          string          `json:"land,omitempty"`
	Fornamn       string          `json:"fornamn,omitempty"`
	Efternamn     string          `json:"efternamn,omitempty"`
	Kommunikation []Kommunikation `json:"kommunikation,omitempty"`
	Roller        []string        `json:"roller,omitempty"`
}

// Name is what a person calls the party.
func (i Intressent) Name() string {
	if i.Namn != "" {
		return i.Namn
	}
	return strings.TrimSpace(i.Fornamn + " " + i.Efternamn)
}

// Kommunikation is a way to reach a party.
type Kommunikation struct {
	Beskrivning string `json:"beskrivning"`
	Komtyp      string `json:"komtyp"`
}

// Fastighet is a property.
type Fastighet struct {
	Fnr    int    `json:"fnr,omitempty"`
	Trakt  string `json:"trakt,omitempty"`
	FbetNr string `json:"fbet_nr,omitempty"`
	Huvud  bool   `json:"huvud,omitempty"`
}

// Handelse is something that happened in a case.
type Handelse struct {
	ID             int          `json:"id"`
	Riktning       string       `json:"riktning"` // In, Ut, Okänd
	Rubrik         string       `json:"rubrik,omitempty"`
	Start          time.Time    `json:"start"`
	Anteckning     string       `json:"anteckning,omitempty"`
	Slag           string       `json:"slag,omitempty"`
	Typ            string       `json:"typ,omitempty"`
	Utfall         string       `json:"utfall,omitempty"`
	Sekretess      bool         `json:"sekretess,omitempty"`
	Makulerad      bool         `json:"makulerad,omitempty"`
	Arbetsmaterial bool         `json:"arbetsmaterial,omitempty"`
	BeslutNr       string       `json:"beslut_nr,omitempty"`
	Beslutstext    string       `json:"beslutstext,omitempty"`
	Handlaggare    string       `json:"handlaggare,omitempty"`
	Handlingar     []Handling   `json:"handlingar,omitempty"`
	Till           []Intressent `json:"till,omitempty"`
}

// Handling is a document.
type Handling struct {
	ID         int    `json:"id"`
	DokID      string `json:"dok_id"`
	Typ        string `json:"typ"`
	Status     string `json:"status"` // Inkommen, Expedierad, Arbetsmtrl
	Dag        string `json:"dag"`
	Anteckning string `json:"anteckning,omitempty"`
	Namn       string `json:"namn"`
	Andelse    string `json:"andelse,omitempty"`
	Stampel    bool   `json:"stampel,omitempty"` // it is stamped with the day it came in
	Content    []byte `json:"content"`
}

// Code is an entry of a code table.
type Code struct{ Code, Name string }

// The händelser that staff make at the page.
const (
	TypMeddelande    = "MEDD"
	TypKomplettering = "KOMP"
	TypBeslut        = "BESLUT"
)
