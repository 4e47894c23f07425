package catalogue

import (
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
)

// Area is one code that a service may use for its category or its audience,
// with its name for people. A code is for ever: it stands in files and
// addresses.
type Area struct {
	Code string
	Name i18n.Text
}

// categories are listed in the order in which the start page shows them. The
// last one gathers the signposts to other authorities.
var categories = []Area{
	{"barn-och-utbildning", i18n.Text{SV: "Barn och utbildning", EN: "Children and education"}},
	{"bygga-bo-och-miljo", i18n.Text{SV: "Bygga, bo och miljö", EN: "Building, housing and environment"}},
	{"omsorg-och-stod", i18n.Text{SV: "Omsorg och stöd", EN: "Care and support"}},
	{"trafik-och-gator", i18n.Text{SV: "Trafik och gator", EN: "Traffic and streets"}},
	{"avfall-och-vatten", i18n.Text{SV: "Avfall och vatten", EN: "Waste and water"}},
	{"kultur-och-fritid", i18n.Text{SV: "Kultur och fritid", EN: "Culture and leisure"}},
	{"naringsliv-och-arbete", i18n.Text{SV: "Näringsliv och arbete", EN: "Business and work"}},
	{"kommun-och-politik", i18n.Text{SV: "Kommun och politik", EN: "Municipality and politics"}},
	{"hanvisningar", i18n.Text{SV: "Hänvisningar", EN: "Services of other authorities"}},
}

// audiences are few on purpose: each is a filter that somebody must understand.
var audiences = []Area{
	{"alla", i18n.Text{SV: "Alla", EN: "Everyone"}},
	{"privatperson", i18n.Text{SV: "Privatperson", EN: "Private individuals"}},
	{"foretag", i18n.Text{SV: "Företag", EN: "Businesses"}},
	{"forening", i18n.Text{SV: "Förening", EN: "Associations"}},
	{"vardnadshavare", i18n.Text{SV: "Vårdnadshavare", EN: "Parents and guardians"}},
	{"elev", i18n.Text{SV: "Elev", EN: "Pupils"}},
	{"student", i18n.Text{SV: "Student", EN: "Students"}},
	{"ungdom", i18n.Text{SV: "Ungdom", EN: "Young people"}},
	{"aldre", i18n.Text{SV: "Äldre", EN: "Older people"}},
	{"funktionsnedsattning", i18n.Text{SV: "Person med funktionsnedsättning", EN: "People with disabilities"}},
	{"psykisk-ohalsa", i18n.Text{SV: "Person med psykisk ohälsa", EN: "People with mental ill-health"}},
	{"narstaende", i18n.Text{SV: "Närstående", EN: "Relatives"}},
	{"god-man", i18n.Text{SV: "God man och förvaltare", EN: "Legal guardians and trustees"}},
	{"fastighetsagare", i18n.Text{SV: "Fastighetsägare", EN: "Property owners"}},
	{"granne", i18n.Text{SV: "Granne", EN: "Neighbours"}},
	{"hyresgast", i18n.Text{SV: "Hyresgäst", EN: "Tenants"}},
	{"bostadsrattsforening", i18n.Text{SV: "Bostadsrättsförening", EN: "Housing cooperatives"}},
	{"lantbrukare", i18n.Text{SV: "Lantbrukare", EN: "Farmers"}},
	{"fordonsagare", i18n.Text{SV: "Fordonsägare", EN: "Vehicle owners"}},
	{"anstalld", i18n.Text{SV: "Anställd", EN: "Employees"}},
	{"vardpersonal", i18n.Text{SV: "Vårdpersonal", EN: "Care staff"}},
	{"fristaende-skola", i18n.Text{SV: "Fristående skola", EN: "Independent schools"}},
	{"parti", i18n.Text{SV: "Politiskt parti", EN: "Political parties"}},
}

// Categories returns the areas that services are listed under, in order.
func Categories() []Area { return slices.Clone(categories) }

// Audiences returns the groups that services are for, in order.
func Audiences() []Area { return slices.Clone(audiences) }

// FindCategory returns the category with the code.
func FindCategory(code string) (Area, bool) { return findArea(categories, code) }

// FindAudience returns the audience with the code.
func FindAudience(code string) (Area, bool) { return findArea(audiences, code) }

func findArea(areas []Area, code string) (Area, bool) {
	i := slices.IndexFunc(areas, func(a Area) bool { return a.Code == code })
	if i < 0 {
		return Area{}, false
	}
	return areas[i], true
}
