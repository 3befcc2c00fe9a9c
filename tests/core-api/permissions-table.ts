/**
 * Who may call which route. Each cell says where:
 *   all   in every building of the org
 *   own   in the building where the person is assigned or lives, and in no other
 *   org   the route is about the org as a whole
 *   –     nowhere
 * B is /org/buildings/{buildingId}; of the lists over buildings the cell says what of which they show. ALLOW is a plain user with
 * an ALLOW of the key of the route and nothing else, DENY an org_admin with a DENY of that key, DENY+BA the same
 * assigned as BUILDING_ADMIN: a route that asks for another key fails here. Provisioning stands here with a body of
 * no grants; provisioning-rights.test.ts has the others. To revoke all needs roles.assign beside users.write.
 */
export const PEOPLE_OF_A_BUILDING = `
| route                                    | key                        | nobody | resident | STAFF | MANAGER | BUILDING_ADMIN |
| GET /users                               | users.read                 | –      | –        | –     | –       | –              |
| POST /users                              | users.write                | –      | –        | –     | –       | –              |
| GET /users/{userId}                      | users.read                 | –      | –        | –     | –       | –              |
| PATCH /users/{userId}                    | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}                   | users.write                | –      | –        | –     | –       | –              |
| POST /users/{userId}/password-reset      | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/sessions          | users.write                | –      | –        | –     | –       | –              |
| GET /users/{userId}/access               | users.read                 | –      | –        | –     | –       | –              |
| POST /users/{userId}/revoke-all          | users.write                | –      | –        | –     | –       | –              |
| POST /users/{userId}/roles               | roles.assign               | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/roles/{roleKey}   | roles.assign               | –      | –        | –     | –       | –              |
| GET /users/{userId}/permission-overrides | roles.read                 | –      | –        | –     | –       | –              |
| PUT /users/{userId}/permission-overrides | roles.assign               | –      | –        | –     | –       | –              |
| GET /users/{userId}/invite               | users.read                 | –      | –        | –     | –       | –              |
| POST /users/{userId}/invite              | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/invite            | users.write                | –      | –        | –     | –       | –              |
| POST /org/users/provision                | users.write                | –      | –        | –     | –       | –              |
| GET /roles                               | roles.read                 | –      | –        | –     | –       | –              |
| GET /permissions                         | roles.read                 | –      | –        | –     | –       | –              |
| GET /org/buildings                       | buildings.read             | –      | –        | own   | own     | own            |
| POST /org/buildings                      | buildings.write            | –      | –        | –     | –       | –              |
| GET /org/units                           | units.read                 | –      | –        | own   | own     | own            |
| GET B                                    | buildings.read             | –      | –        | own   | own     | own            |
| PATCH B                                  | buildings.write            | –      | –        | –     | –       | own            |
| DELETE B                                 | buildings.write            | –      | –        | –     | –       | own            |
| GET B/units                              | units.read                 | –      | –        | own   | own     | own            |
| POST B/units                             | units.write                | –      | –        | –     | –       | own            |
| GET B/units/basic                        | units.basic.read           | –      | own      | own   | own     | own            |
| GET B/units/{unitId}                     | units.read                 | –      | –        | own   | own     | own            |
| PATCH B/units/{unitId}                   | units.write                | –      | –        | –     | –       | own            |
| DELETE B/units/{unitId}                  | units.write                | –      | –        | –     | –       | own            |
| GET B/assignments                        | building.assignments.read  | –      | –        | own   | own     | own            |
| POST B/assignments                       | building.assignments.write | –      | –        | –     | –       | own            |
| DELETE B/assignments/{assignmentId}      | building.assignments.write | –      | –        | –     | –       | own            |
| GET B/occupancies                        | occupancy.read             | –      | –        | own   | own     | own            |
| POST B/occupancies                       | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/occupancies/{occupancyId}          | occupancy.read             | –      | –        | own   | own     | own            |
| PATCH B/occupancies/{occupancyId}        | occupancy.write            | –      | –        | –     | –       | own            |
| DELETE B/occupancies/{occupancyId}       | occupancy.write            | –      | –        | –     | –       | own            |
| POST B/occupancies/{occupancyId}/end     | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/residents                          | occupancy.read             | –      | –        | own   | own     | own            |
| POST B/residents                         | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/access                             | building.assignments.read  | –      | –        | own   | own     | own            |
| GET B/access/{userId}                    | building.assignments.read  | –      | –        | own   | own     | own            |
| GET /org/audit-log                       | audit.read                 | –      | –        | –     | –       | –              |`

export const PEOPLE_WITH_ROLES_AND_OVERRIDES = `
| route                                    | viewer | admin | org_admin | ALLOW | DENY | DENY+BA |
| GET /users                               | org    | org   | org       | org   | –    | –       |
| POST /users                              | –      | org   | org       | org   | –    | –       |
| GET /users/{userId}                      | org    | org   | org       | org   | –    | –       |
| PATCH /users/{userId}                    | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}                   | –      | org   | org       | org   | –    | –       |
| POST /users/{userId}/password-reset      | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}/sessions          | –      | org   | org       | org   | –    | –       |
| GET /users/{userId}/access               | org    | org   | org       | org   | –    | –       |
| POST /users/{userId}/revoke-all          | –      | –     | org       | –     | –    | –       |
| POST /users/{userId}/roles               | –      | –     | org       | org   | –    | –       |
| DELETE /users/{userId}/roles/{roleKey}   | –      | –     | org       | org   | –    | –       |
| GET /users/{userId}/permission-overrides | org    | org   | org       | org   | –    | –       |
| PUT /users/{userId}/permission-overrides | –      | –     | org       | org   | –    | –       |
| GET /users/{userId}/invite               | org    | org   | org       | org   | –    | –       |
| POST /users/{userId}/invite              | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}/invite            | –      | org   | org       | org   | –    | –       |
| POST /org/users/provision                | –      | org   | org       | org   | –    | –       |
| GET /roles                               | org    | org   | org       | org   | –    | –       |
| GET /permissions                         | org    | org   | org       | org   | –    | –       |
| GET /org/buildings                       | all    | all   | all       | all   | –    | own     |
| POST /org/buildings                      | –      | org   | org       | org   | –    | –       |
| GET /org/units                           | all    | all   | all       | all   | –    | own     |
| GET B                                    | all    | all   | all       | all   | –    | own     |
| PATCH B                                  | –      | all   | all       | all   | –    | own     |
| DELETE B                                 | –      | all   | all       | all   | –    | own     |
| GET B/units                              | all    | all   | all       | all   | –    | own     |
| POST B/units                             | –      | all   | all       | all   | –    | own     |
| GET B/units/basic                        | all    | all   | all       | all   | –    | own     |
| GET B/units/{unitId}                     | all    | all   | all       | all   | –    | own     |
| PATCH B/units/{unitId}                   | –      | all   | all       | all   | –    | own     |
| DELETE B/units/{unitId}                  | –      | all   | all       | all   | –    | own     |
| GET B/assignments                        | all    | all   | all       | all   | –    | own     |
| POST B/assignments                       | –      | all   | all       | all   | –    | own     |
| DELETE B/assignments/{assignmentId}      | –      | all   | all       | all   | –    | own     |
| GET B/occupancies                        | all    | all   | all       | all   | –    | own     |
| POST B/occupancies                       | –      | all   | all       | all   | –    | own     |
| GET B/occupancies/{occupancyId}          | all    | all   | all       | all   | –    | own     |
| PATCH B/occupancies/{occupancyId}        | –      | all   | all       | all   | –    | own     |
| DELETE B/occupancies/{occupancyId}       | –      | all   | all       | all   | –    | own     |
| POST B/occupancies/{occupancyId}/end     | –      | all   | all       | all   | –    | own     |
| GET B/residents                          | all    | all   | all       | all   | –    | own     |
| POST B/residents                         | –      | all   | all       | all   | –    | own     |
| GET B/access                             | all    | all   | all       | all   | –    | own     |
| GET B/access/{userId}                    | all    | all   | all       | all   | –    | own     |
| GET /org/audit-log                       | –      | org   | org       | org   | –    | –       |`
