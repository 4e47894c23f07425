package app

import (
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/outside"
)

// BackEnds are the back ends that the services of Mittköping go to, all of them at
// OutsideAddr. What a connector reads is left in Dir.
func (dc DemoConfig) BackEnds() (map[string]config.Connector, error) {
	if err := dc.writeProperties(); err != nil {
		return nil, err
	}
	return map[string]config.Connector{
		"gatukontoret": {Type: "open311", Options: map[string]any{
			"base_url": "http://" + dc.OutsideAddr + outside.StreetAPIPath, "api_key": demoKey,
			"updates": true, "upload_files": true, "allow_http": true, // wherever a person puts the world outside
		}},
		"byggnadsnamnden": {Type: "requesttracker", Options: map[string]any{
			"base_url": "http://" + dc.OutsideAddr + outside.BuildingPath, "token": demoKey, "queue": outside.BuildingQueue,
			"allow_http": true,
		}},
		demoComments: {Type: "webhook", Options: map[string]any{
			"base_url": "http://" + dc.OutsideAddr + outside.CommentsAPIPath, "allow_http": true,
			"secrets": []string{demoSecret("out")}, "inbound_secrets": []string{demoSecret("back")},
		}},
		"byggr":         dc.byggR(),
		"miljokontoret": dc.environmentOffice(),
		"kontaktcenter": dc.contactCentre(),
		"handlaggning":  {Type: "caseroom"},
	}, nil
}
