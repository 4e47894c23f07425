# Makes what the tests need in an empty Redmine, by its own models, and writes the variables of the tests.
# It is what docs/connectors.md tells an administrator to do by hand.

User.current = User.find_by!(login: 'admin')
{ 'rest_api_enabled' => '1', 'text_formatting' => 'textile', 'login_required' => '1', 'default_language' => 'sv' }.each do |name, value|
  Setting[name] = value
end

statuses = { 'Ny' => false, 'Pågår' => false, 'Återkoppling' => false, 'Väntar på annan' => false, 'Stängd' => true, 'Avslagen' => true,
             'Otillåten' => false }.map { |name, closed| [name, IssueStatus.create!(name: name, is_closed: closed)] }.to_h
priority = IssuePriority.create!(name: 'Normal', is_default: true)

def field(name, trackers, **more)
  IssueCustomField.create!({ name: name, field_format: 'string', is_for_all: false, is_filter: true, trackers: trackers }.merge(more))
end

tracker, other_tracker = ['Ärende', 'Fel'].map { |name| Tracker.create!(name: name, default_status: statuses['Ny']) }
reference = field('ExternalId', [tracker, other_tracker])
post = field('Stolpe', [tracker])
# The traps: one that no list can be asked by, and one that the tracker has not got.
unfiltered = field('Ofiltrerat', [tracker], is_filter: false)
elsewhere = field('Annorstädes', [other_tracker])

def project(name, identifier, trackers, fields)
  Project.create!(name: name, identifier: identifier, is_public: false, trackers: trackers, issue_custom_fields: fields,
                  enabled_module_names: ['issue_tracking'])
end
parks = project('Park & natur', 'park', [tracker, other_tracker], [reference, post, unfiltered, elsewhere])
streets = project('Gata', 'gata', [tracker], [reference])

portal_rights = %i[view_issues add_issues edit_own_issues add_issue_notes view_private_notes]
portal = Role.create!(name: 'Portal', issues_visibility: 'all', permissions: portal_rights)
staff = Role.create!(name: 'Handläggare', issues_visibility: 'all', permissions: portal_rights + %i[edit_issues delete_issues set_notes_private])
# Whose notes are dropped without a word, and who sees no private notes.
mute = Role.create!(name: 'Stum', issues_visibility: 'all', permissions: %i[view_issues add_issues edit_own_issues])

[tracker, other_tracker].each do |t|
  statuses.each_value do |from|
    statuses.each_value do |to|
      WorkflowTransition.create!(tracker: t, role: staff, old_status: from, new_status: to)
      next if [from, to].include?(statuses['Otillåten'])

      WorkflowTransition.create!(tracker: t, role: portal, old_status: from, new_status: to)
    end
  end
end

def person(login, role, *projects)
  user = User.new(firstname: login.capitalize, lastname: 'Test', mail: "#{login}@kommun.test", language: 'sv', mail_notification: 'none')
  user.login = login
  user.password = user.password_confirmation = SecureRandom.hex(16)
  user.save!
  projects.each { |p| Member.create!(project: p, principal: user, roles: [role]) }
  user
end

entre = person('entre', portal, parks, streets)
worker = person('handlaggare', staff, parks, streets)
stranger = person('obehorig', nil)
dumb = person('stum', mute, parks)

puts "ENTRE_TEST_REDMINE_PROJECT=#{parks.identifier}"
puts "ENTRE_TEST_REDMINE_KEY=#{entre.api_key}"
puts "ENTRE_TEST_REDMINE_STAFF_KEY=#{worker.api_key}"
puts "ENTRE_TEST_REDMINE_STRANGER_KEY=#{stranger.api_key}"
puts "ENTRE_TEST_REDMINE_MUTE_KEY=#{dumb.api_key}"
