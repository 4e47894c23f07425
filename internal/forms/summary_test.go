package forms_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

func TestSummary(t *testing.T) {
	photo := []forms.File{{ID: "f1", Name: "lampa.jpg", MediaType: "image/jpeg", Size: 3}}
	a := forms.Answers{
		"fault":  text("broken"),
		"cables": text("yes"),
		"danger": text("Det sprakar.\nOch luktar."),
		"place":  parts("text", "Storgatan 1", "lat", "58.41086", "lon", "15.62157"),
		"photo":  {Files: photo},
		"shows":  text("hidden, since danger is answered"),
		"me":     parts("phone", "070-123 45 67", "name", "Eva"),
	}
	want := []forms.Section{
		{StepID: "vad", Title: "Vad är fel?", Rows: []forms.Row{
			{Question: "fault", Label: "Vad är fel?", Lines: []string{"Stolpen är skadad"}, Answered: true},
			{Question: "cables", Label: "Syns kablar?", Lines: []string{"Ja"}, Answered: true},
			{Question: "post", Label: "Stolpens nummer"},
		}},
		{StepID: "fara", Title: "Är det farligt?", Rows: []forms.Row{
			{Question: "danger", Label: "Berätta", Lines: []string{"Det sprakar.", "Och luktar."}, Answered: true},
		}},
		{StepID: "var", Title: "Var gäller det?", Rows: []forms.Row{
			{Question: "place", Label: "Plats", Lines: []string{"Storgatan 1", "Punkt på kartan: 58.41086, 15.62157"}, Answered: true},
			{Question: "photo", Label: "Foto", Files: photo, Answered: true},
		}},
		{StepID: "kontakt", Title: "Hur når vi dig?", Rows: []forms.Row{
			{Question: "me", Label: "Dina uppgifter", Lines: []string{"Eva", "070-123 45 67"}, Answered: true},
		}},
	}
	d := lights(t)
	if diff := cmp.Diff(want, d.Summary(i18n.SV, a)); diff != "" {
		t.Errorf("in Swedish (-want +got):\n%s", diff)
	}
	english := d.Summary(i18n.EN, a)
	if got, want := english[0].Rows[0].Lines[0], "The post is damaged"; got != want {
		t.Errorf("in English %q, want %q", got, want)
	}
}

func TestPoint(t *testing.T) {
	tests := []struct {
		name     string
		answer   forms.Answer
		lat, lon float64
		ok       bool
	}{
		{"a point", parts("lat", "58.41086", "lon", "-15.5"), 58.41086, -15.5, true},
		{"none", parts("text", "Storgatan 1"), 0, 0, false},
		{"half of one", parts("lat", "58.41086"), 0, 0, false},
		{"outside the world", parts("lat", "58", "lon", "180.1"), 0, 0, false},
		{"no number", parts("lat", "NaN", "lon", "1"), 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lat, lon, ok := tt.answer.Point()
			if lat != tt.lat || lon != tt.lon || ok != tt.ok {
				t.Errorf("got %v, %v, %t; want %v, %v, %t", lat, lon, ok, tt.lat, tt.lon, tt.ok)
			}
		})
	}
}
