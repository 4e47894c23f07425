package main

import "testing"

const lampRouteParams = "    service_code: GATUBELYSNING\n"

// TestRoutes: a service's cases go by rules, with codes and a copy, as the
// preview says before anybody has sent one.
func TestRoutes(t *testing.T) {
	o := newOperator(t)
	o.change("entre.yaml", "connectors:\n", "connectors:\n  diariet: {type: caseroom}\n")
	o.change("services/felanmal-gatubelysning.yaml", lampRouteParams, lampRouteParams+`    attribute.typ: =codes.typ[answers.fel]
  codes:
    typ: {slackt: "10", "*": "99"}
  rules:
    - when: answers.fel == 'pakord'
      connector: handlaggning
      params: {function: TN/gata}
  copies:
    - connector: diariet
      params: {function: TN/gata}
      when: answers.fel == 'blinkar'
`)
	o.install()
	for _, words := range []string{
		"attribute.typ: 10",
		"fel = pakord; fara = nej\n  to handlaggning, by rule 1\n      function: TN/gata\n",
		"fel = blinkar\n  to gatukontoret\n      attribute.antal: ",
		"service_code: GATUBELYSNING\n  a copy to diariet\n      function: TN/gata\n",
	} {
		o.does(words, "route", "preview", "felanmal-gatubelysning")
	}
	o.fails("no service with a form", "route", "preview", "nothing")
	o.fails("write entre route", "route", "preview")
}

// TestRouteFaults: what would go wrong after the receipt is told at import, with
// its place.
func TestRouteFaults(t *testing.T) {
	tests := []struct{ name, route, words string }{
		{"a rule to nobody", "  rules:\n    - {when: answers.fel == 'pakord', connector: ingen}\n", `route.rules[0].connector: no connector is called "ingen"`},
		{"a rule that is no condition", "  rules:\n    - {when: answers.fel, connector: handlaggning}\n", "route.rules[0].when: it gives a value of type string"},
		{"a rule about nothing asked", "  rules:\n    - {when: answers.nothing == 'x', connector: handlaggning}\n", "route.rules[0].when: undeclared reference"},
		{"a rule without a condition", "  rules:\n    - {connector: handlaggning}\n", "when"},
		{"a value that the other back end does not know", "  rules:\n    - {when: answers.fel == 'pakord', connector: handlaggning, params: {queue: x}}\n", "caseroom does not know 'queue'"},
		{"a copy to the same", "  copies:\n    - {connector: gatukontoret, params: {service_code: X}}\n", "route.copies[0].connector: the case itself or another copy goes there"},
		{"a list that is not there", "    attribute.typ: =codes.tpy[answers.fel]\n  codes: {typ: {slackt: '10'}}\n", "undeclared reference"},
		{"an answer without a code", "    attribute.typ: =codes.typ[answers.fel]\n  codes: {typ: {slackt: '10', pakord: '20'}}\n", `attribute.typ has no value when fel is answered with "blinkar"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOperator(t)
			o.change("services/felanmal-gatubelysning.yaml", lampRouteParams, lampRouteParams+tt.route)
			o.does("made", "keys", "new", o.path("keys.json"))
			o.does("applied  00001", "migrate", "up")
			o.fails(tt.words, "catalogue", "import", o.path("services"))
		})
	}
}
