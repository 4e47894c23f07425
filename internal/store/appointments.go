package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Appointments keeps who holds which function: it is an identity.Appointments.
type Appointments struct{ base }

// Appointments returns the store of who is at work.
func (db *DB) Appointments() *Appointments { return &Appointments{base{db}} }

type appointmentRow struct {
	Person    string
	Function  string
	Source    string
	FromTime  stamp
	UntilTime stamp
}

// TableName implements GORM's Tabler.
func (appointmentRow) TableName() string { return "appointments" }

// LockAppointments implements identity.Appointments: whoever is to change them
// waits for the person's row.
func (s *Appointments) LockAppointments(ctx context.Context, person identity.PersonID) error {
	op := "store.LockAppointments " + string(person)
	locked := s.db.writer(ctx).Model(&personRow{}).Where("id = ?", string(person)).Update("id", string(person))
	if locked.Error == nil && locked.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, locked.Error)
}

// FindAppointments implements identity.Appointments.
func (s *Appointments) FindAppointments(ctx context.Context, person identity.PersonID, now time.Time) ([]identity.Appointment, error) {
	var rows []appointmentRow
	err := s.db.reader(ctx).Where("person = ? AND from_time <= ? AND until_time > ?", string(person), at(now), at(now)).
		Order("from_time, function, source").Find(&rows).Error
	if err != nil {
		return nil, fail("store.FindAppointments "+string(person), err)
	}
	found := make([]identity.Appointment, 0, len(rows))
	for _, r := range rows {
		found = append(found, identity.Appointment{
			Person: identity.PersonID(r.Person), Function: identity.FunctionID(r.Function), Source: r.Source,
			From: r.FromTime.Time, Until: r.UntilTime.Time,
		})
	}
	return found, nil
}

// SaveAppointment implements identity.Appointments.
func (s *Appointments) SaveAppointment(ctx context.Context, a identity.Appointment) error {
	row := appointmentRow{
		Person: string(a.Person), Function: string(a.Function), Source: a.Source, FromTime: at(a.From), UntilTime: at(a.Until),
	}
	return fail("store.SaveAppointment "+string(a.Person), s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "person"}, {Name: "function"}, {Name: "source"}, {Name: "from_time"}},
		DoUpdates: clause.AssignmentColumns([]string{"until_time"}),
	}).Create(&row).Error)
}

// FindHolders implements identity.Appointments.
func (s *Appointments) FindHolders(ctx context.Context, function identity.FunctionID, now time.Time) ([]identity.Colleague, error) {
	op := "store.FindHolders " + string(function)
	var rows []personRow
	err := s.db.reader(ctx).Where(
		"id IN (SELECT person FROM appointments WHERE function = ? AND from_time <= ? AND until_time > ?)", string(function), at(now), at(now),
	).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fail(op, err)
	}
	holders := make([]identity.Colleague, 0, len(rows))
	for _, r := range rows {
		var sealed sealedPerson
		if err := s.db.unseal(personOfPerson, r.ID, r.PersonSealed, &sealed); err != nil {
			return nil, fail(op, err)
		}
		holders = append(holders, identity.Colleague{ID: identity.PersonID(r.ID), Name: sealed.Name})
	}
	slices.SortStableFunc(holders, func(a, b identity.Colleague) int { return strings.Compare(a.Name, b.Name) })
	return holders, nil
}
