type Change<Row> = { readonly [Member in keyof Row]?: Row[Member] | undefined }

/** Whether writing the change would alter the row. A member that is undefined means "leave as it is". */
export const isChange = <Row extends object>(row: Row, change: Change<Row>): boolean =>
  Object.entries(change).some(([member, value]) => value !== undefined && value !== Reflect.get(row, member))
