package outside

import "github.com/mittkoping/entre/internal/demo/outside/open311"

// StreetServices is what the street department of Mittköping takes reports
// of. Every service also takes the portal's own reference.
func StreetServices() []open311.Service {
	return []open311.Service{
		{
			Code: "GATUBELYSNING", Name: "Gatubelysning", Group: "Gata", Keywords: "lampa, lykta, belysning",
			Description: "Gatlykta som är släckt, blinkar eller är skadad.",
			Attributes: []open311.Attribute{
				reference(),
				{
					Code: "fel", Datatype: open311.TypeSingleValueList, Required: true, Description: "Vad är fel?",
					Values: []open311.Value{
						{Key: "slackt", Name: "Lyktan är släckt"},
						{Key: "blinkar", Name: "Lyktan blinkar"},
						{Key: "pakord", Name: "Stolpen är påkörd eller skadad"},
						{Key: "lyser-dagtid", Name: "Lyktan lyser mitt på dagen"},
						{Key: "annat", Name: "Något annat"},
					},
				},
				{
					Code: "antal", Datatype: open311.TypeSingleValueList, Description: "Hur många lyktor?",
					Values: []open311.Value{
						{Key: "en", Name: "En"},
						{Key: "flera", Name: "Flera i rad"},
						{Key: "hela-gatan", Name: "Hela gatan"},
					},
				},
				{Code: "stolpe", Datatype: open311.TypeString, Description: "Stolpens nummer"},
			},
		},
		{
			Code: "GATA", Name: "Gata, gångväg och cykelväg", Group: "Gata", Keywords: "hål, potthål, asfalt, plattor",
			Description: "Hål, trasiga plattor eller annat farligt på vägen.",
			Attributes:  []open311.Attribute{reference()},
		},
		{
			Code: "KLOTTER", Name: "Klotter", Group: "Gata", Keywords: "klotter, graffiti",
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
