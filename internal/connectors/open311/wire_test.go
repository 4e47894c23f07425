package open311

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		body   string
		want   []serviceRequest
		wrong  bool
	}{
		{name: "json", format: JSON, body: `[{"service_request_id":"7","description":"a"}]`, want: []serviceRequest{{ID: "7", Description: "a"}}},
		{name: "json numbers", format: JSON, body: `[{"service_request_id":638344,"other":{}}]`, want: []serviceRequest{{ID: "638344"}}},
		{name: "json large numbers", format: JSON, body: `[{"service_request_id":12345678901234567890}]`, want: []serviceRequest{{ID: "12345678901234567890"}}},
		{name: "json null", format: JSON, body: `[{"service_request_id":null,"token":"t"}]`, want: []serviceRequest{{Token: "t"}}},
		{name: "json empty list", format: JSON, body: ` [] `, want: []serviceRequest{}},
		{name: "json object where a text should be", format: JSON, body: `[{"description":{}}]`, wrong: true},
		{name: "json true where a text should be", format: JSON, body: `[{"service_request_id":true}]`, wrong: true},
		{name: "json object", format: JSON, body: `{"service_requests":[]}`, wrong: true},
		{name: "json null list", format: JSON, body: `null`, wrong: true},
		{name: "json and more", format: JSON, body: `[] []`, wrong: true},
		{name: "json cut off", format: JSON, body: `[{"service_request_id":"7"}`, wrong: true},
		{name: "json empty", format: JSON, wrong: true},
		{
			name: "xml", format: XML, want: []serviceRequest{{ID: "7", Description: "a & <b>"}, {ID: "8"}},
			body: `<?xml version="1.0" encoding="utf-8"?><service_requests><request><service_request_id> 7` + "\n" +
				`</service_request_id><description>a &amp; <![CDATA[<b>]]></description><lat>1</lat></request>` +
				`<request><service_request_id>8</service_request_id></request></service_requests>`,
		},
		{name: "xml empty list", format: XML, body: `<service_requests/>`},
		{name: "xml element where a text should be", format: XML, body: `<service_requests><request><description><p>a</p></description></request></service_requests>`, wrong: true},
		{name: "xml of another kind", format: XML, body: `<html><body/></html>`, wrong: true},
		{name: "xml of another kind without items", format: XML, body: `<services/>`, wrong: true},
		{name: "xml with another item", format: XML, body: `<service_requests><error/></service_requests>`, wrong: true},
		{name: "xml cut off", format: XML, body: `<service_requests><request><service_request_id>7</service_request_id></request>`, wrong: true},
		{name: "xml twice", format: XML, body: `<service_requests/><service_requests/>`, wrong: true},
		{name: "xml empty", format: XML, wrong: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeRequests(test.format, []byte(test.body))
			if (err != nil) != test.wrong {
				t.Fatalf("got error %v", err)
			}
			for i := range got {
				got[i].ID = text(got[i].ID.id())
			}
			if diff := cmp.Diff(test.want, got); diff != "" && !test.wrong {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	for value, want := range map[text]time.Time{
		"1994-11-05T08:15:30-05:00\n": time.Date(1994, 11, 5, 13, 15, 30, 0, time.UTC),
		"1994-11-05T13:15:30.5Z":      time.Date(1994, 11, 5, 13, 15, 30, 5e8, time.UTC),
		"1994-11-05":                  {},
		"":                            {},
	} {
		if got := value.time(); !got.Equal(want) {
			t.Errorf("%q: got %s, want %s", value, got, want)
		}
	}
}

func TestStatusOf(t *testing.T) {
	for value, want := range map[text]string{
		"OPEN": "received", "In Progress": "started", "action_scheduled": "started", " FIXED ": "closed",
		"NOT_COUNCILS_RESPONSIBILITY": "closed", "något annat": "", "": "",
	} {
		if got := statusOf(value); string(got) != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}
