import { onBuilding, onUnit, overBuildings } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import {
  BasicUnitPage,
  ChangeUnit,
  CreateUnit,
  OrgUnitPage,
  OrgUnitQuery,
  Unit,
  UnitPage,
  UnitQuery,
} from './schema.ts'
import { changeUnit, createUnit, deleteUnit, getUnit, listBasicUnits, listOrgUnits, listUnits } from './service.ts'

const tag = 'Units'
const units = '/org/buildings/{buildingId}/units'

export const unitRoutes = [
  endpoint({
    method: 'get',
    path: '/org/units',
    tag,
    operationId: 'listOrgUnits',
    summary: 'The units of every building the caller may read them in, all or by availability',
    description: 'A building that is foreign, absent or not readable has none. 403 when the key holds in no building.',
    access: overBuildings('units.read'),
    query: OrgUnitQuery,
    answers: { 200: OrgUnitPage },
    run: async (ctx, { query }) => ok(await listOrgUnits(ctx, query)),
  }),
  endpoint({
    method: 'get',
    path: units,
    tag,
    operationId: 'listUnits',
    summary: 'The units of a building, all or by availability',
    description: '`available` is true without an ACTIVE occupancy.',
    access: onBuilding('units.read'),
    query: UnitQuery,
    answers: { 200: UnitPage },
    run: async (ctx, { query }) => ok(await listUnits(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: units,
    tag,
    operationId: 'createUnit',
    summary: 'Add a unit to a building',
    description: 'Labels are unique in a building whatever their case.',
    access: onBuilding('units.write'),
    body: CreateUnit,
    answers: { 201: Unit },
    resource: Unit,
    errors: ['unit_label_exists'],
    run: async (ctx, { body }) => {
      const unit = await createUnit(ctx, body)
      return created(unit, `/org/buildings/${unit.buildingId}/units/${unit.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: `${units}/basic`,
    tag,
    operationId: 'listBasicUnits',
    summary: 'Label and floor of the units, open to residents of the building',
    description: 'What residents of the building may see of its units.',
    access: onBuilding('units.basic.read'),
    query: PageQuery,
    answers: { 200: BasicUnitPage },
    run: async (ctx, { query }) => ok(await listBasicUnits(ctx, query)),
  }),
  endpoint({
    method: 'get',
    path: `${units}/{unitId}`,
    tag,
    operationId: 'getUnit',
    summary: 'A unit',
    description: 'With its notes and whether it is available.',
    access: onUnit('units.read'),
    answers: { 200: Unit },
    resource: Unit,
    run: async (ctx) => ok(await getUnit(ctx)),
  }),
  endpoint({
    method: 'patch',
    path: `${units}/{unitId}`,
    tag,
    operationId: 'changeUnit',
    summary: 'Change a unit',
    description: 'Members that are absent stay as they are.',
    access: onUnit('units.write'),
    body: ChangeUnit,
    answers: { 200: Unit },
    resource: Unit,
    errors: ['unit_label_exists'],
    run: async (ctx, { body }) => ok(await changeUnit(ctx, body)),
  }),
  endpoint({
    method: 'delete',
    path: `${units}/{unitId}`,
    tag,
    operationId: 'deleteUnit',
    summary: 'Delete a unit nobody ever lived in',
    description: 'One that anybody ever lived in stays, with its history.',
    access: onUnit('units.write'),
    answers: { 204: null },
    resource: Unit,
    errors: ['unit_has_history'],
    run: async (ctx) => {
      await deleteUnit(ctx)
      return noContent()
    },
  }),
]
