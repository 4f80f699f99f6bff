/** What feeds this machine. */
export interface Power {
  /** It is known to run on its battery. Where nothing tells, it does not. Cheap; may lag half a minute behind. */
  readonly onBattery: boolean;
}
