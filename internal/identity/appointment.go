package identity

import (
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

// Appointment is that somebody holds a function: from From until just before
// Until. It is kept when it has ended.
type Appointment struct {
	Person   PersonID
	Function FunctionID
	Source   string // who says so: "login:NAME", a provider for staff
	From     time.Time
	Until    time.Time
}

// Colleague is somebody who holds a function at the moment.
type Colleague struct {
	ID   PersonID
	Name string
}

// Appointments keeps appointments. All methods join the transaction in ctx.
type Appointments interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	// LockAppointments lets nobody else change the person's appointments until
	// the transaction ends.
	LockAppointments(ctx context.Context, person PersonID) error
	// FindAppointments returns those that the person has at now.
	FindAppointments(ctx context.Context, person PersonID, now time.Time) ([]Appointment, error)
	// SaveAppointment keeps a new one, or writes Until of one that is there.
	SaveAppointment(ctx context.Context, a Appointment) error
	// FindHolders returns who holds the function at now, each once, by name.
	FindHolders(ctx context.Context, function FunctionID, now time.Time) ([]Colleague, error)
}

// appointmentLife is how long an appointment holds after the provider last said
// so: whoever has left and never logs in again is a colleague no more.
const appointmentLife = 90 * 24 * time.Hour

// Roster knows who is at work, and in which functions.
type Roster struct {
	Register     Register
	Appointments Appointments
	Organisation *Organisation
	Audit        audit.Log
	Clock        clock.Clock
}

// Admit returns the person that the proof is of, who logs in as staff, and makes
// their appointments what the source ("login:NAME") says by the proof's groups:
// some begin, some go on and some end now. Those of other sources stay. Without
// any appointment one is admitted too, and may do nothing.
func (r Roster) Admit(ctx context.Context, proof Proof, source string) (Person, error) {
	const op = "identity.Admit"
	person, err := r.Register.Recognize(ctx, proof)
	if err != nil {
		return Person{}, errs.Op(op, err)
	}
	functions := r.Organisation.FunctionsOf(proof.Groups)
	return person, errs.Op(op, r.Appointments.InTx(ctx, func(ctx context.Context) error {
		return r.appoint(ctx, person.ID, source, functions)
	}))
}

func (r Roster) appoint(ctx context.Context, person PersonID, source string, functions []Function) error {
	if err := r.Appointments.LockAppointments(ctx, person); err != nil {
		return err
	}
	now := r.Clock.Now()
	held, err := r.Appointments.FindAppointments(ctx, person, now)
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(a Appointment) bool { return a.Source != source })
	for _, a := range held {
		a.Until = now
		if slices.ContainsFunc(functions, func(f Function) bool { return f.ID == a.Function }) {
			a.Until = now.Add(appointmentLife)
		} else if err := r.note(ctx, audit.AppointmentEnded, a); err != nil {
			return err
		}
		if err := r.Appointments.SaveAppointment(ctx, a); err != nil {
			return err
		}
	}
	for _, f := range functions {
		if slices.ContainsFunc(held, func(a Appointment) bool { return a.Function == f.ID }) {
			continue
		}
		a := Appointment{Person: person, Function: f.ID, Source: source, From: now, Until: now.Add(appointmentLife)}
		if err := r.Appointments.SaveAppointment(ctx, a); err != nil {
			return err
		}
		if err := r.note(ctx, audit.AppointmentBegun, a); err != nil {
			return err
		}
	}
	return nil
}

func (r Roster) note(ctx context.Context, action audit.Action, a Appointment) error {
	return r.Audit.Append(ctx, audit.Entry{
		At: r.Clock.Now(), Actor: "staff:" + string(a.Person), Action: action, Subject: "function:" + string(a.Function), Detail: a.Source,
	})
}

// FindFunctions returns the functions that the person holds now, whoever says
// so. One that the organisation has no more gives nothing.
func (r Roster) FindFunctions(ctx context.Context, person PersonID) ([]Function, error) {
	held, err := r.Appointments.FindAppointments(ctx, person, r.Clock.Now())
	if err != nil {
		return nil, errs.Op("identity.FindFunctions", err)
	}
	var functions []Function
	for _, a := range r.Organisation.Authorities() {
		for _, f := range a.Functions {
			if slices.ContainsFunc(held, func(a Appointment) bool { return a.Function == f.ID }) {
				functions = append(functions, f)
			}
		}
	}
	return functions, nil
}

// FindHolders returns who holds the function at now, by name: to whom a case may
// be given.
func (r Roster) FindHolders(ctx context.Context, function FunctionID, now time.Time) ([]Colleague, error) {
	holders, err := r.Appointments.FindHolders(ctx, function, now)
	return holders, errs.Op("identity.FindHolders", err)
}
