import type { PermissionKey } from '../permissions.ts'
import type { QuestionContext } from './contract.ts'

export type ResourceType = 'org' | 'building' | 'unit'
export interface Resource {
  readonly type: ResourceType
  readonly id: string
}
export interface Subject {
  readonly type: string
  readonly id: string
}
export interface Action {
  readonly name: PermissionKey
}

/** May this subject use this permission key on this resource? */
export interface Asked {
  readonly subject: Subject
  readonly action: Action
  readonly resource: Resource
  readonly context?: QuestionContext
}
