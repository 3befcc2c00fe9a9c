import { AUTHZ_READS } from '../../scripts/migrations/authz-role.ts'
import { type ForeignKey, type Index, isCustomerTable, type Table } from './catalog.ts'

const list = (columns: readonly string[]): string => `(${columns.join(', ')})`

const keyFaults = ({ name, required, indexes }: Table): string[] => {
  const keys = indexes.filter(({ unique, exclusion, columns }) => (unique || exclusion) && columns[0] !== 'org_id')
  return [
    ...(required.includes('org_id') ? [] : [`${name}.org_id may be null`]),
    ...(indexes.some(({ primary }) => primary) ? [] : [`${name} has no primary key`]),
    ...keys.map(
      (key) =>
        `${key.primary ? 'the primary key' : key.unique ? 'the unique index' : 'the exclusion'} ${key.name} does not begin with org_id`,
    ),
  ]
}

const carriesOrg = ({ columns, target, targetColumns }: ForeignKey): boolean =>
  columns[0] === 'org_id' && targetColumns[0] === (target === 'orgs' ? 'id' : 'org_id')

const keeps = (action: ForeignKey['onDelete']): boolean => action === 'restrict' || action === 'no action'

/** Between customer tables a key carries the org, and nothing goes away because something else did. */
const referenceFaults = (table: Table, customer: ReadonlySet<string>): string[] => {
  const toCustomer = table.foreignKeys.filter(({ target }) => target === 'orgs' || customer.has(target))
  const isKept = ({ onDelete }: ForeignKey) => keeps(onDelete)
  return [
    ...(toCustomer.some(carriesOrg) ? [] : [`${table.name} has no foreign key that ties its org_id to an org`]),
    ...toCustomer.filter((key) => !carriesOrg(key)).map((key) => `the foreign key ${key.name} does not carry org_id`),
    ...table.foreignKeys
      .filter((key) => !isKept(key))
      .map((key) => `the foreign key ${key.name} deletes by ${key.onDelete}`),
    // A row whose org changed would have to move to another machine.
    ...table.foreignKeys
      .filter(({ columns, onUpdate }) => columns.includes('org_id') && !keeps(onUpdate))
      .map(({ name, onUpdate }) => `the foreign key ${name} updates org_id by ${onUpdate}`),
  ]
}

/** Whoever points at a unit says in which building it is: a unit cannot be linked to the wrong one. */
const buildingFaults = ({ columns, foreignKeys }: Table): string[] =>
  foreignKeys
    .filter(({ target }) => target === 'units' && columns.includes('building_id'))
    .filter((key) => !(key.columns.includes('building_id') && key.targetColumns.includes('building_id')))
    .map(({ name }) => `the foreign key ${name} does not carry building_id`)

const serves = (column: string) => {
  return ({ columns: [first, second], predicate }: Index) =>
    first === 'org_id' && second === column && predicate === null
}

/** What a row points at is looked for from there too. */
const indexFaults = ({ name, foreignKeys, indexes }: Table, customer: ReadonlySet<string>): string[] => {
  const pointing = foreignKeys.filter(({ target }) => customer.has(target)).flatMap(({ columns }) => columns)
  const searched = [...new Set(pointing)].filter((column) => column !== 'org_id')
  return searched
    .filter((column) => !indexes.some(serves(column)))
    .map((column) => `${name} has no index that begins with ${list(['org_id', column])}`)
}

/** Lists are in the order of ids: an index in that order would be walked, through all orgs, for a page of one of them. */
const orderFaults = ({ indexes }: Table): string[] =>
  indexes
    .filter(({ method, columns }) => method === 'btree' && columns[0] === 'id')
    .map(({ name }) => `the index ${name} is in the order of the ids of all orgs`)

/** What authz reads of a user decides: each change must raise the version of the user. */
const versionFaults = ({ name, foreignKeys, triggers }: Table): string[] => {
  const decides = Object.hasOwn(AUTHZ_READS, name) && foreignKeys.some(({ target }) => target === 'users')
  const raises = triggers.some(
    ({ name: trigger, definition, enabled }) =>
      trigger === `${name}_authz_version` &&
      enabled &&
      /AFTER INSERT OR DELETE OR UPDATE ON .* FOR EACH ROW EXECUTE/.test(definition),
  )
  return decides && !raises ? [`${name} has no trigger that raises users.authz_version`] : []
}

/** PostgreSQL's 63, without a hyphen and the number of a shard. */
const NAME_LENGTH = 56

/** A part of a table names its constraint after the whole, with a number behind: both must be told apart again. */
const nameFaults = ({ indexes, foreignKeys, checks }: Table): string[] =>
  [...indexes, ...foreignKeys, ...checks.map((name) => ({ name }))]
    .filter(({ name }) => name.length > NAME_LENGTH || /\d$/.test(name))
    .map(({ name }) => `the name ${name} is too long, or ends in a number`)

/** What is missing in a table of customer data, in words. `tables` are all there are. */
export function faultsOf(table: Table, tables: readonly Table[]): string[] {
  const customer = new Set(tables.filter(isCustomerTable).map(({ name }) => name))
  return [
    ...keyFaults(table),
    ...referenceFaults(table, customer),
    ...buildingFaults(table),
    ...indexFaults(table, customer),
    ...orderFaults(table),
    ...versionFaults(table),
    ...nameFaults(table),
  ]
}
