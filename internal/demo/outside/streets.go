package outside

import "github.com/mittkoping/entre/internal/demo/outside/open311"

// StreetServices is what the street department of Mittköping takes reports
// of. Every service also takes the portal's own reference.
func StreetServices() []open311.Service {
	return []open311.Service{
		{
			Code: "gatubelysning", Name: "Gatubelysning", Group: "Gata", Keywords: "lampa, lykta, belysning",
			Description: "Gatlykta som är släckt, blinkar eller är skadad.",
			Attributes: []open311.Attribute{
				reference(),
				{
					Code: "fel", Datatype: open311.TypeSingleValueList, Description: "Vad är det för fel?",
					Values: []open311.Value{
						{Key: "slackt", Name: "Lyser inte"},
						{Key: "blinkar", Name: "Blinkar"},
						{Key: "skadad", Name: "Skadad eller påkörd"},
						{Key: "annat", Name: "Något annat"},
					},
				},
				{Code: "stolpnummer", Datatype: open311.TypeString, Description: "Numret på stolpen"},
				{Code: "fara", Datatype: open311.TypeText, Description: "Är något farligt?"},
			},
		},
		{
			Code: "gata", Name: "Gata, gångväg och cykelväg", Group: "Gata", Keywords: "hål, potthål, asfalt, plattor",
			Description: "Hål, trasiga plattor eller annat farligt på vägen.",
			Attributes:  []open311.Attribute{reference()},
		},
		{
			Code: "klotter", Name: "Klotter", Group: "Gata", Keywords: "klotter, graffiti",
			Description: "Klotter på det som är kommunens.",
			Attributes:  []open311.Attribute{reference()},
		},
	}
}

func reference() open311.Attribute {
	return open311.Attribute{
		Code:        "external_reference",
		Datatype:    open311.TypeString,
		Description: "Portalens ärendenummer",
	}
}
