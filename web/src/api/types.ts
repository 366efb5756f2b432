// Written by scripts/types.mjs from the API's own description; not by hand.

export type AccessExport = {
  id: number;
  job: number;
  request: number | null;
  status: "preparing" | "ready" | "taken" | "expired";
  bytes: number | null;
  made_at: string;
  expires_at: string;
  ready_at: string | null;
  taken_at: string | null;
};

export type AccessExportAsk = {
  locale?: "en" | "fr";
  request?: number | null;
};

export type AccessExportAsked = {
  id: number;
  job: number;
  link: string;
  expires_at: string;
};

export type AccessExportList = {
  items: AccessExport[];
  next_cursor: string | null;
};

export type Account = {
  id: number;
  group_id?: string;
  parent?: number | null;
  made_at?: string;
  source?: Source;
  traits?: Record<string, unknown>;
  children?: number[];
  masked?: string[];
};

export type AccountCreate = {
  group_id: string;
  parent?: number | null;
  traits?: Record<string, unknown>;
};

export type AccountLine = {
  id: number;
  group_id?: string;
  parent?: number | null;
  made_at?: string;
  source?: Source;
};

export type AccountList = {
  items: AccountLine[];
  next_cursor?: string | null;
};

export type AccountMember = {
  customer: number;
  role?: string;
  source?: Source;
  at?: string;
};

export type AccountMemberList = {
  items: AccountMember[];
  next_cursor?: string | null;
};

export type AccountMemberPut = {
  role?: string;
};

export type AccountUpdate = {
  parent?: number | null;
  traits?: Record<string, unknown>;
};

export type ActionEffect = {
  value: number | null;
  low: number | null;
  high: number | null;
  source: "assumed" | "measured" | "uplift";
};

export type ActionOption = {
  key: string | null;
  label: string;
  obstacle: "none" | "segment" | "consent" | "cap" | "capacity" | "budget" | "worth";
  why: string | null;
  effect: ActionEffect | null;
  value: Money | null;
  cost: Money | null;
  worth: Money | null;
  propensity: number;
};

export type Alert = {
  id: number;
  about: "figure" | "customer";
  kind: string;
  message: string;
  made_at: string;
  recovered_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  note: string | null;
  notified: number;
  withheld: string | null;
  rule: number | null;
  rule_name: string | null;
  metric: string | null;
  parameters: Record<string, unknown> | null;
  segment: string | null;
  group: string | null;
  period: string | null;
  from: string | null;
  to: string | null;
  complete: boolean | null;
  value: number | null;
  before: number | null;
  threshold: number | null;
  unit: string | null;
  currency: string | null;
  low: number | null;
  high: number | null;
  n: number | null;
  includes_threshold: boolean | null;
  health: HealthAlert | null;
};

export type AlertAcknowledge = {
  note?: string;
};

export type AlertCheck = {
  job: number;
};

export type AlertList = {
  items: Alert[];
  next_cursor: string | null;
  masked?: string[];
};

export type AlertRule = {
  id: number;
  name: string;
  metric: string | null;
  parameters: Record<string, unknown>;
  period: string;
  kind: string;
  threshold: number | null;
  change_by: string;
  direction: string;
  recovery: number;
  certainty: string;
  sample_min: number;
  incomplete: boolean;
  every: string;
  max_per_day: number;
  recipients: string[];
  locale: string;
  status: string;
  snoozed_until: string | null;
  next_at: string;
  judged_at: string | null;
  failure: string | null;
  made_at: string;
  version: number;
  groups?: AlertRuleGroup[];
};

export type AlertRuleChange = {
  name?: string;
  metric?: string;
  parameters?: Record<string, unknown>;
  period?: "day" | "week" | "month" | "quarter" | "year";
  kind?: "above" | "below" | "change" | "break" | "anomaly" | "health";
  threshold?: number;
  change_by?: "percent" | "points";
  direction?: "any" | "rise" | "fall";
  recovery?: number;
  certainty?: "sample" | "interval";
  sample_min?: number;
  incomplete?: boolean;
  every?: "hour" | "day" | "week" | "month";
  max_per_day?: number;
  recipients?: string[];
  locale?: "en" | "fr";
  status?: "active" | "paused";
  snoozed_until?: string | null;
};

export type AlertRuleCreate = {
  name: string;
  metric?: string;
  parameters?: Record<string, unknown>;
  period?: "day" | "week" | "month" | "quarter" | "year";
  kind: "above" | "below" | "change" | "break" | "anomaly" | "health";
  threshold?: number;
  change_by?: "percent" | "points";
  direction?: "any" | "rise" | "fall";
  recovery?: number;
  certainty?: "sample" | "interval";
  sample_min?: number;
  incomplete?: boolean;
  every?: "hour" | "day" | "week" | "month";
  max_per_day?: number;
  recipients?: string[];
  locale?: "en" | "fr";
};

export type AlertRuleGroup = {
  group: string;
  verdict: string;
  value: number | null;
  n: number | null;
  judged: string | null;
  open_alert: number | null;
};

export type AlertRuleList = {
  items: AlertRule[];
  next_cursor: string | null;
};

export type AnonymisationRequest = {
  confirm?: string;
};

export type Answer = {
  id: number;
  customer: number;
  kind: "nps" | "csat" | "ces" | "other" | "review";
  survey?: string;
  channel?: string;
  agent?: string;
  score: number;
  scale_low?: number;
  scale_high?: number;
  mood?: "negative" | "neutral" | "positive";
  comment?: string | null;
  at?: string;
};

export type AnswerList = {
  items: Answer[];
  next_cursor?: string | null;
  masked?: string[];
};

export type AnswerScore = {
  score: number;
  scale_low: number;
  scale_high: number;
  mood: "negative" | "neutral" | "positive";
  answers: number;
};

export type AnswerScores = {
  kind: "nps" | "csat" | "ces" | "other" | "review";
  n: number;
  items: AnswerScore[];
};

export type ApiKey = {
  id: number;
  name: string;
  scope: "track" | "read" | "write" | "admin";
  key?: string;
  hint: string;
  origins: string[];
  addresses: string[];
  per_second: number | null;
  created_at: string;
  created_by: string;
  used_at: string | null;
  revoked_at: string | null;
  old_key_until: string | null;
};

export type ApiKeys = {
  items: ApiKey[];
  next_cursor: string | null;
};

export type AtRiskCase = {
  customer: AtRiskCustomer;
  probability: number | null;
  remaining_value: Money | null;
  value_at_risk: Money | null;
  persuadability: ActionEffect | null;
  priority: Money | null;
  owner: number | null;
  due: string | null;
  status: "open" | "in_progress" | "closed";
  outcome: "kept" | "lost" | "unreached" | "not_needed" | null;
  case: number | null;
  opened_at: string | null;
  closed_at: string | null;
  task: number | null;
  history: AtRiskChange[];
  version: number;
};

export type AtRiskCaseChange = {
  owner?: string | null;
  due?: string | null;
  status?: "open" | "in_progress" | "closed";
  outcome?: "kept" | "lost" | "unreached" | "not_needed" | null;
};

export type AtRiskChange = {
  at: string;
  by: number | null;
  case: number;
  owner: number | null;
  due: string | null;
  status: "open" | "in_progress" | "closed";
  outcome: "kept" | "lost" | "unreached" | "not_needed" | null;
};

export type AtRiskCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
};

export type AtRiskItem = {
  customer: AtRiskCustomer;
  probability: number | null;
  remaining_value: Money | null;
  value_at_risk: Money | null;
  persuadability: ActionEffect | null;
  priority: Money | null;
  reasons: AtRiskReason[];
  next_action: ChosenAction | null;
  owner: number | null;
  due: string | null;
  status: "open" | "in_progress" | "closed";
  outcome: "kept" | "lost" | "unreached" | "not_needed" | null;
};

export type AtRiskQueue = {
  total: Money | null;
  customers: number;
  as_of: string | null;
  refusal: string | null;
  items: AtRiskItem[];
  next_cursor: string | null;
  masked?: string[];
};

export type AtRiskReason = {
  feature: string;
  label: string;
  value: string;
  effect: number;
  sentence: string;
};

export type Audit = {
  period: string;
  from: string;
  to: string;
  as_of: string;
  customers: number;
  orders: number;
  kpis: AuditKpi[];
  strengths: AuditStrength[];
  weaknesses: AuditWeakness[];
  themes: AuditTheme[];
  notices: AuditNotice[];
};

export type AuditBefore = {
  period: string;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  change: unknown;
  differs: boolean;
};

export type AuditBenchmark = {
  value: number;
  source: string;
  day: string;
  gap: number;
  side: string;
};

export type AuditEntry = {
  number: number;
  at: string;
  actor_kind: "person" | "key" | "local" | "nobody";
  actor_id: number | null;
  actor: string;
  action: string;
  object: string;
  address: string;
  status: number;
  request_id: string;
  hash: string;
};

export type AuditKpi = {
  name: string;
  label: string;
  unit: string;
  better: string;
  period: string | null;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  small_sample: boolean;
  reason: string | null;
  sentence: string | null;
  before: AuditBefore | null;
  usual: AuditUsual | null;
  benchmark: AuditBenchmark | null;
};

export type AuditNotice = {
  key: string;
  level: string;
  title: string;
  text: string;
};

export type AuditStrength = {
  key: string;
  title: string;
  evidence: string;
  severity: string;
  figure: AuditKpi | null;
  metric: string | null;
};

export type AuditTheme = {
  kind: string;
  key: string;
  label: string;
  count: number;
  before: number | null;
  rising: boolean;
};

export type AuditTrail = {
  items: AuditEntry[];
  next_cursor: string | null;
};

export type AuditUsual = {
  periods: number;
  median: number;
  best: number;
  worst: number;
};

export type AuditVerdict = {
  entries: number;
  broken: number | null;
  last: number;
  hash: string;
};

export type AuditWeakness = {
  key: string;
  title: string;
  evidence: string;
  severity: string;
  figure: AuditKpi | null;
  metric: string | null;
  segment: string;
  action: string;
  value_at_stake: Money | null;
  value_basis: string | null;
  customer: number | null;
};

export type Backup = {
  name: string;
  made_at: string;
  bytes: number;
};

export type BackupList = {
  items: Backup[];
};

export type BeforeAfter = {
  metric: string;
  unit: string;
  date: string;
  segment: BeforeAfterSide;
  control: BeforeAfterSide | null;
  difference: BeforeAfterFigure | null;
  nurturing: Nurturing | null;
  evidence: "association" | "control";
  sentence: string;
};

export type BeforeAfterEnd = {
  from: string;
  to: string;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  complete: boolean;
};

export type BeforeAfterFigure = {
  value: unknown;
  low: unknown;
  high: unknown;
};

export type BeforeAfterSide = {
  before: BeforeAfterEnd;
  after: BeforeAfterEnd;
  change: BeforeAfterFigure;
};

export type BehaviourSetting = {
  name: string;
  value: unknown;
  usual: unknown;
  help: string;
};

export type BehaviourSettingChange = {
  value: unknown;
};

export type BehaviourSettingList = {
  items: BehaviourSetting[];
  next_cursor: string | null;
};

export type Benchmark = {
  id: number;
  metric: string;
  value: number;
  source: string;
  day: string;
  made_by: number;
  made_at: string;
};

export type BenchmarkAdd = {
  metric: string;
  value: number;
  source: string;
  day: string;
};

export type BenchmarkChange = {
  value?: number;
  source?: string;
  day?: string;
};

export type BenchmarkList = {
  items: Benchmark[];
  next_cursor: string | null;
};

export type Benefit = {
  key: string;
  name?: string;
  why?: string;
  metric?: string;
  label?: string;
  unit?: string;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  reason?: string | null;
};

export type BenefitList = {
  items: Benefit[];
  next_cursor?: string | null;
  masked?: string[];
};

export type BoughtAfter = {
  days: number;
  value: number;
  low: number;
  high: number;
  n: number;
};

export type BrowserSettings = Record<string, unknown>;

export type CalibrationBin = {
  predicted: number;
  observed: PredictionRate;
};

export type Cart = {
  id: number;
  cart_id?: string | null;
  customer?: number;
  status?: "open" | "abandoned" | "ordered" | "recovered" | "empty";
  opened_at?: string;
  changed_at?: string;
  order?: number | null;
  source?: OrderSource;
  total?: Money | null;
  lines?: OrderLine[];
};

export type CartList = {
  items: Cart[];
  next_cursor?: string | null;
  masked?: string[];
};

export type ChosenAction = {
  key: string;
  label: string;
  propensity: number;
};

export type ClvSnapshot = {
  month: string;
  taken_at: string;
  value: Money;
  n: number;
  past: Money;
  future: Money | null;
};

export type ClvSnapshotJob = {
  job: number;
};

export type ClvSnapshotList = {
  items: ClvSnapshot[];
  trend: ClvTrend | null;
  next_cursor: string | null;
};

export type ClvTrend = {
  from: string;
  to: string;
  change: number;
};

export type CohortTable = {
  name: string;
  label: string;
  definition: string;
  formula: string;
  exclusions: string;
  time_zone: string;
  as_of: string;
  day_definition: string;
  rows: unknown[];
  averages: unknown[];
};

export type Competitor = {
  id: number;
  name: string;
  text?: string;
  made_by?: number;
  made_at?: string;
  exits?: number;
  offers?: Offer[];
};

export type CompetitorAdd = {
  name: string;
  text?: string;
};

export type CompetitorLine = {
  id: number;
  name: string;
  text?: string;
  made_by?: number;
  made_at?: string;
  exits?: number;
};

export type CompetitorList = {
  items: CompetitorLine[];
  next_cursor?: string | null;
  masked?: string[];
};

export type ComputedTrait = {
  id: number;
  name: string;
  event: string;
  measure: "count" | "sum" | "min" | "max" | "average" | "first" | "last" | "most_frequent";
  property?: string | null;
  window_days?: number | null;
  made_at?: string;
};

export type ComputedTraitCreate = {
  name: string;
  event: string;
  measure: "count" | "sum" | "min" | "max" | "average" | "first" | "last" | "most_frequent";
  property?: string | null;
  window_days?: number | null;
};

export type ComputedTraitList = {
  items: ComputedTrait[];
  next_cursor?: string | null;
};

export type Connection = {
  id: number;
  kind: string;
  name: string;
  path: string;
  prefix: string;
  settings: Record<string, unknown>;
  secret?: string;
  has_secret: boolean;
  old_secret_until: string | null;
  version: number;
  created_at: string;
  paused_at: string | null;
  last_delivery_at: string | null;
  counts: Record<string, unknown>;
};

export type ConnectionChange = {
  name?: string;
  settings?: Record<string, unknown>;
  paused?: boolean;
};

export type ConnectionCreate = {
  kind: "shopify" | "woocommerce" | "webhook" | "stripe";
  name: string;
  secret?: string;
  settings?: Record<string, unknown>;
};

export type ConnectionPreview = {
  events: (Record<string, unknown>)[];
  fault?: TranslationFault;
  ignored?: string;
};

export type ConnectionRotate = {
  secret?: string;
};

export type ConnectionSample = {
  topic?: string;
  sample: unknown;
  settings?: Record<string, unknown>;
};

export type Connections = {
  items: Connection[];
  next_cursor: string | null;
};

export type ConsentChange = {
  kind?: "consent" | "objection" | "restriction";
  purpose?: string;
  channel?: "any" | "email" | "sms" | "phone" | "post" | "push" | "chat";
  state: "granted" | "refused" | "withdrawn" | "raised" | "lifted";
  text_version?: number | null;
  locale?: string | null;
  source?: string;
  evidence?: string | null;
  at?: string;
};

export type ConsentChannel = {
  channel: "any" | "email" | "sms" | "phone" | "post" | "push" | "chat";
  state: "unknown" | "granted" | "refused" | "withdrawn";
  allowed: boolean;
  reason: string;
  why: string;
  at?: string | null;
  source?: string | null;
  text_version?: number | null;
  text_hash?: string | null;
};

export type ConsentCount = {
  channel: string;
  granted: number;
  refused: number;
  withdrawn: number;
};

export type ConsentCounts = {
  purpose: string;
  objected: number;
  channels: ConsentCount[];
};

export type ConsentEvent = {
  id: number;
  kind: "consent" | "objection" | "restriction";
  purpose?: string | null;
  channel: string;
  state: "granted" | "refused" | "withdrawn" | "raised" | "lifted";
  at?: string | null;
  source?: string | null;
  text_version?: number | null;
  text_hash?: string | null;
  locale?: string | null;
  evidence?: string | null;
  received_at: string;
  customer: number;
  said_to: ConsentSource;
};

export type ConsentHistory = {
  items: ConsentEvent[];
  next_cursor: string | null;
  masked?: string[];
};

export type ConsentLine = {
  purpose: string;
  label: string;
  ground: string;
  objection: ConsentSaid | null;
  channels: ConsentChannel[];
};

export type ConsentSaid = {
  at?: string | null;
  source?: string | null;
  text_version?: number | null;
  text_hash?: string | null;
};

export type ConsentSource = {
  kind: string;
  id?: number | null;
};

export type ConsentSummary = {
  persons: number;
  restricted: number;
  not_profiled: number;
  items: ConsentCounts[];
};

export type ConsentText = {
  version: number;
  locale: string;
  text: string;
  hash: string;
  made_at: string;
};

export type ConsentTextAdd = {
  en?: string;
  fr?: string;
};

export type ConsentTexts = {
  items: ConsentText[];
};

export type Consents = {
  customer: number;
  restriction: ConsentSaid | null;
  items: ConsentLine[];
  events: number;
};

export type ContentRecommendationQuality = {
  contents: number;
  readings: number;
  chosen: "interests" | "interests_unproven";
  from: string;
  to: string;
  customers: number;
  hit_rate: RecommendationRate | null;
  popularity_hit_rate: RecommendationRate | null;
};

export type ContractAge = {
  renewed: number;
  actual: PredictionRate;
  predicted: number;
  naive: number;
};

export type ContractGroup = {
  cycle: string;
  label: string;
  of_plan: boolean;
  plan: string | null;
  contracts: number;
  ended: number;
  running: number;
  parameters: Record<string, unknown>;
  errors: Record<string, unknown>;
  low: Record<string, unknown>;
  high: Record<string, unknown>;
  log_likelihood: number;
  shrunk: number;
  naive_churn: number;
  periods: ContractPeriod[];
};

export type ContractPeriod = {
  period: number;
  observed: PredictionRate;
  predicted: number;
  renewal: number;
};

export type Cost = {
  id: number;
  kind: "acquisition" | "retention" | "service" | "incentives" | "goods" | "other";
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
  made_by?: number;
  made_at?: string;
  changed_at?: string | null;
  version?: number;
  masked?: string[];
};

export type CostAdd = {
  kind: "acquisition" | "retention" | "service" | "incentives" | "goods" | "other";
  from: string;
  to: string;
  amount: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type CostChange = {
  kind?: "acquisition" | "retention" | "service" | "incentives" | "goods" | "other";
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type CostList = {
  items: Cost[];
  next_cursor?: string | null;
  masked?: string[];
};

export type CurrencyRate = {
  currency: string;
  day: string;
  rate?: string | null;
};

export type CurrencyRateList = {
  base: string;
  items: CurrencyRate[];
  next_cursor?: string | null;
};

export type CurrencyRates = {
  rates: CurrencyRate[];
};

export type CurrencyRatesChanged = {
  base: string;
  changed?: number;
};

export type Customer = {
  id: number;
  customers?: number[];
  identities?: Identity[];
  traits?: Record<string, unknown>;
  unverified?: string[];
  computed?: Record<string, unknown>;
  accounts?: Membership[];
  first_seen?: string;
  last_seen?: string | null;
  duplicates_pending?: number;
  version?: number;
  masked?: string[];
};

export type CustomerCreate = {
  user_id?: string;
  anonymous_id?: string;
  email?: string;
  phone?: string;
  external?: string;
  traits?: Record<string, unknown>;
};

export type CustomerFile = {
  id: number;
  customer: number;
  file_name?: string;
  type?: string;
  bytes?: number;
  added_by?: number;
  added_at?: string;
};

export type CustomerFileList = {
  items: CustomerFile[];
  next_cursor?: string | null;
  masked?: string[];
};

export type CustomerHealth = {
  customer: number;
  score: number | null;
  band: "healthy" | "watch" | "at_risk" | null;
  band_label: string | null;
  measured_band: "healthy" | "watch" | "at_risk" | null;
  before_signals: number | null;
  points_off: number;
  together: boolean;
  standing: "customer" | "no_customer" | "lost" | "objected";
  refusal: string | null;
  version: number;
  groups: unknown[];
  signals: unknown[];
  override: unknown;
  loyalty_index: unknown;
  promotion_sensitivity: HealthRate;
  price_sensitivity: unknown;
  contact_reason: unknown;
  message_balance: unknown;
  history: unknown[];
  masked?: string[];
};

export type CustomerLine = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  first_seen?: string;
  stage?: "prospect" | "new" | "first_time" | "repeat" | "loyal" | "ambassador" | "at_risk" | "inactive" | "lost" | "won_back";
  inactive_since?: string | null;
  last_order?: string | null;
  last_activity?: string | null;
  value?: Money | null;
};

export type CustomerList = {
  items: CustomerLine[];
  next_cursor?: string | null;
  masked?: string[];
};

export type CustomerPredictions = {
  customer: number;
  churn: PersonScore | null;
  repurchase: PersonScore | null;
  upgrade: PersonScore | null;
  response: PersonScore | null;
  lifetime: PersonLifetime | null;
  contract: PersonContract | null;
  value: PersonValue | null;
  history: PredictionDay[];
  refusal: string | null;
  masked?: string[];
};

export type CustomerPreference = {
  orders: number;
  first_order: string | null;
  last_order: string | null;
  interval_days: number | null;
  categories: PreferredCategory[];
  products: PreferredProduct[];
  price_level: "low" | "middle" | "high" | null;
  discounted: RecommendationRate | null;
  weekday: string | null;
  topics: PreferredTopic[];
  sentence: string;
};

export type CustomerRead = {
  customer: number;
  reads: number;
  first_at: string;
  last_at: string;
};

export type CustomerReads = {
  total: number;
  items: CustomerRead[];
  next_cursor: string | null;
};

export type CustomerSignal = {
  customer: HealthCustomer;
  key: string;
  label: string;
  since: string;
  evidence: string;
};

export type CustomerTag = {
  id: number;
  name: string;
  put_by?: number;
  put_at?: string;
};

export type CustomerTagList = {
  items: CustomerTag[];
  next_cursor?: string | null;
  masked?: string[];
};

export type CustomerUpdate = {
  traits: Record<string, unknown>;
};

export type Cycle = {
  id: number;
  opened_at: string;
  closed_at: string | null;
  lessons: string | null;
  carried: Record<string, unknown>;
};

export type CycleClose = {
  lessons: string;
};

export type CycleList = {
  items: Cycle[];
  next_cursor: string | null;
};

export type CycleOpen = Record<string, unknown>;

export type DataQuality = {
  events: number;
  received_from: string | null;
  received_to: string | null;
  bots: number;
  internal: number;
  clock_corrected: number;
  unplanned: number;
  imported: number;
  late: number;
  ahead: number;
  people: number;
  identified: number;
  with_email: number;
  sources: DataQualitySource[];
  days: DataQualityDay[];
};

export type DataQualityDay = {
  day: string;
  events: number;
};

export type DataQualitySource = {
  source: number;
  events: number;
  last_received: string;
  last_at: string;
};

export type DeadLetter = {
  id: number;
  delivery: string;
  topic: string;
  at: string;
  code: string;
  path: string;
  message?: string;
  bytes: number;
  tries: number;
  customer: number | null;
  body?: string;
  masked?: string[];
};

export type DeadLetters = {
  items: DeadLetter[];
  next_cursor: string | null;
};

export type DeclaredPreference = {
  name: string;
  value?: unknown;
  trait?: string;
  source?: Record<string, unknown>;
  at?: string;
};

export type Decomposition = {
  metric: string;
  by: string;
  before: DecompositionEnd;
  after: DecompositionEnd;
  change: number;
  hash: string;
  items: DecompositionGroup[];
  next_cursor: string | null;
};

export type DecompositionEnd = {
  period: string;
  from: string;
  to: string;
  value: number;
  n: number;
};

export type DecompositionGroup = {
  by: string;
  by_label: string;
  before: number | null;
  n_before: number;
  after: number | null;
  n_after: number;
  rate_effect: number;
  mix_effect: number;
  contribution: number;
};

export type Deliveries = {
  items: Delivery[];
  next_cursor: string | null;
};

export type Delivery = {
  delivery: string;
  topic: string;
  at: string;
  outcome: string;
  events: number;
};

export type DeliveryOutcome = {
  outcome: "accepted" | "duplicate" | "ignored" | "dead_letter";
  events: number;
  reason?: string;
  code?: string;
  path?: string;
  message?: string;
  dead_letter?: number;
};

export type DemoQueued = {
  job: number;
};

export type DemoRequest = {
  customers?: number;
  seed?: number;
  to?: string;
};

export type Dimension = {
  name: string;
  paths: string;
};

export type Dimensions = {
  dimensions: Dimension[];
};

export type DimensionsHeld = {
  dimensions: Dimension[];
  in_force: boolean;
};

export type Duplicate = {
  id: number;
  customers?: number[];
  score?: number;
  reasons?: DuplicateReason[];
  status?: "pending" | "confirmed" | "dismissed";
  found_at?: string;
  edge?: number | null;
};

export type DuplicateConfirm = {
  winner?: number;
};

export type DuplicateList = {
  items: Duplicate[];
  next_cursor?: string | null;
};

export type DuplicateReason = {
  code: string;
  text: string;
};

export type Empty = Record<string, unknown>;

export type Erasure = {
  id: number;
  state: "invisible" | "erased" | "finished";
  totals: "keep" | "remove";
  asked_by: number | null;
  asked_at: string;
  hidden_at: string;
  erased_at: string | null;
  finished_at: string | null;
  customers: number;
  identities: number;
  events: number;
  rows: number;
  tables: Record<string, unknown>;
  digest: string | null;
};

export type ErasureFinish = {
  job: number;
};

export type ErasureList = {
  items: Erasure[];
  next_cursor: string | null;
};

export type ErasureQueued = {
  erasure: number;
  job: number | null;
};

export type ErasureRequest = {
  confirm?: string;
  totals?: "keep" | "remove";
};

export type Event = {
  seq: number;
  type: string;
  event: string;
  customer: number;
  at: string;
  received: string;
  source: number;
  flags: string[];
  amount?: Money | null;
  counted: boolean;
  body?: unknown;
  masked?: string[];
};

export type EventNameSeen = {
  type: string;
  event: string;
  recent: number;
  last_at: string | null;
};

export type EventNamesSeen = {
  items: EventNameSeen[];
};

export type Events = {
  items: Event[];
  next_cursor: string | null;
};

export type Evidence = {
  key: string;
  text_en?: string;
  text_fr?: string;
  document?: string;
  source: string;
  year?: number | null;
  reliability: "primary" | "secondary" | "unsourced";
  link?: string;
  note_en?: string;
  note_fr?: string;
  changed_by?: number;
  changed_at?: string;
  version?: number;
  text?: string;
  note?: string;
  reliability_text?: string;
  citation?: string;
};

export type EvidenceAdd = {
  text_en?: string;
  text_fr?: string;
  document?: string;
  source: string;
  year?: number | null;
  reliability: "primary" | "secondary" | "unsourced";
  link?: string;
  note_en?: string;
  note_fr?: string;
};

export type EvidenceChange = {
  text_en?: string;
  text_fr?: string;
  document?: string;
  source?: string;
  year?: number | null;
  reliability?: "primary" | "secondary" | "unsourced";
  link?: string;
  note_en?: string;
  note_fr?: string;
};

export type EvidenceList = {
  items: Evidence[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Exit = {
  id: number;
  customer: number;
  competitor?: string | null;
  reason?: string;
  detail?: string;
  at?: string;
  event?: number;
  made_by?: number;
};

export type ExitAdd = {
  competitor?: string;
  reason: string;
  detail?: string;
  at?: string;
};

export type ExitList = {
  items: Exit[];
  next_cursor?: string | null;
  masked?: string[];
};

export type ExitRecord = {
  customer: string;
  competitor?: string;
  reason: string;
  detail?: string;
  at?: string;
};

export type Experiment = {
  id: number;
  key: string;
  name: string;
  hypothesis?: string;
  segment?: string;
  outcome?: "purchase" | "orders" | "revenue" | "event";
  event?: string;
  follow_days?: number;
  criterion?: number | null;
  arms?: ExperimentArm[];
  status: "draft" | "running" | "stopped";
  started_at?: string | null;
  stopped_at?: string | null;
  decision: "open" | "adopted" | "not_adopted";
  lesson: string;
  made_by?: number;
  made_at?: string;
  version?: number;
};

export type ExperimentAdd = {
  key: string;
  name: string;
  hypothesis?: string;
  segment?: string;
  outcome?: "purchase" | "orders" | "revenue" | "event";
  event?: string;
  follow_days?: number;
  criterion?: number | null;
  arms?: ExperimentArm[];
};

export type ExperimentArm = {
  key: string;
  name?: string;
  share: number;
};

export type ExperimentAssignment = {
  experiment: string;
  customer: number;
  arm: ExperimentArm | null;
  exposed_at: string | null;
};

export type ExperimentBalance = {
  p: number;
  fair: boolean;
};

export type ExperimentChange = {
  name?: string;
  hypothesis?: string;
  segment?: string;
  outcome?: "purchase" | "orders" | "revenue" | "event";
  event?: string;
  follow_days?: number;
  criterion?: number | null;
  arms?: ExperimentArm[];
};

export type ExperimentDifference = {
  value: unknown;
  low: unknown;
  high: unknown;
  p: number | null;
};

export type ExperimentEnrolment = {
  job: number;
};

export type ExperimentExposure = {
  customer: number;
  arm: string;
  at: string;
};

export type ExperimentExposureAdd = {
  customer: string;
};

export type ExperimentExposureList = {
  items: ExperimentExposure[];
  next_cursor: string | null;
};

export type ExperimentFigure = {
  value: unknown;
  low: unknown;
  high: unknown;
};

export type ExperimentList = {
  items: Experiment[];
  next_cursor: string | null;
};

export type ExperimentResultArm = {
  key: string;
  name: string;
  share: number;
  exposed: number;
  n: number;
  value: unknown;
  low: unknown;
  high: unknown;
  before: ExperimentFigure;
};

export type ExperimentResults = {
  experiment: string;
  as_of: string;
  outcome: "purchase" | "orders" | "revenue" | "event";
  unit: "rate" | "number" | "amount";
  follow_days: number;
  arms: ExperimentResultArm[];
  difference: ExperimentDifference;
  change: ExperimentDifference;
  balance: ExperimentBalance;
  detectable: unknown;
  verdict: "too_early" | "unbalanced" | "inconclusive" | "better" | "worse";
  criterion_met: boolean | null;
  sentence: string;
};

export type ExperimentStop = {
  decision?: "open" | "adopted" | "not_adopted";
  lesson?: string;
};

export type Export = {
  name: string;
};

export type ExportJob = {
  job: number;
};

export type ExportList = {
  items: Export[];
};

export type ExportWanted = {
  format?: "json" | "csv";
};

export type FigureAsked = {
  metric: string;
  parameters?: Record<string, unknown>;
};

export type FigureCount = {
  value: number | null;
  link?: string | null;
};

export type FigureInstant = {
  value: string | null;
  link?: string | null;
};

export type FigureKnown = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  complete: boolean;
};

export type FigureMoney = {
  value: Money | null;
  link?: string | null;
};

export type FigureNextOrder = {
  value: string | null;
  median_gap_days?: number | null;
  link?: string | null;
};

export type FigureRestated = {
  period: string;
  from: string;
  to: string;
  group: string;
  as_reported: FigureKnown;
  as_known_now: FigureKnown | null;
  difference: number | null;
  late_events: number;
};

export type FileQuota = {
  used_bytes: number;
  quota_bytes: number;
};

export type FileQuotaSet = {
  quota_bytes: number;
};

export type FileSweep = {
  id: number;
};

export type ForecastBacktest = {
  origins: number;
  months: number;
  coverage: ForecastCoverage;
  mae: Money;
  naive_mae: Money;
  points: ForecastBacktestMonth[];
};

export type ForecastBacktestMonth = {
  period: string;
  actual: Money;
  p10: Money | null;
  p50: Money | null;
  p90: Money | null;
  naive: Money;
};

export type ForecastChangedMonth = {
  period: string;
  p50: Money;
};

export type ForecastCoverage = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
};

export type ForecastMonth = {
  period: string;
  p10: Money | null;
  p50: Money | null;
  p90: Money | null;
};

export type ForecastObserved = {
  period: string;
  value: Money;
};

export type ForecastTotal = {
  p10: Money | null;
  p50: Money | null;
  p90: Money | null;
};

export type ForecastWhatIf = {
  churn_points: number;
  total: Money;
  difference: Money;
  months: ForecastChangedMonth[];
};

export type ForetoldContract = {
  subscription: number;
  plan: string | null;
  cycle: string;
  renewed: number;
  paused: boolean;
  ends: string | null;
  next_renewal: string | null;
  renewal: number;
  months: PredictedRange;
  future?: FutureValue | null;
};

export type FrequentTickets = {
  count?: number;
  within_days?: number;
};

export type Friction = {
  name: string;
  from: string;
  to: string;
  as_of: string;
  time_zone: string;
  items: unknown[];
};

export type FunnelTable = {
  definition: string;
  time_zone: string;
  complete: boolean;
  groups: unknown[];
};

export type FutureValue = {
  value: Money;
  low: Money;
  high: Money;
};

export type Gain = {
  id: number;
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
  made_by?: number;
  made_at?: string;
  changed_at?: string | null;
  version?: number;
  masked?: string[];
};

export type GainAdd = {
  from: string;
  to: string;
  amount: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type GainChange = {
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type GainList = {
  items: Gain[];
  next_cursor?: string | null;
  masked?: string[];
};

export type GammaGamma = {
  parameters: Record<string, unknown>;
  errors: Record<string, unknown>;
  log_likelihood: number;
  customers: number;
  correlation: number;
  shrunk: number;
};

export type Glossary = {
  items: GlossaryTerm[];
  next_cursor?: string | null;
  masked?: string[];
};

export type GlossaryTerm = {
  key: string;
  term: string;
  definition: string;
  stake?: string | null;
  synonyms: string[];
  metric?: string | null;
  formula?: string | null;
  kind?: "term" | "metric";
};

export type Goal = {
  id: number;
  name: string;
  named: boolean;
  metric: string | null;
  metric_label: string | null;
  unit: string | null;
  currency: string | null;
  better: string;
  segment_text: string;
  baseline: GoalBaseline | null;
  checks: GoalLetter[];
  smart: boolean;
  segment: string;
  period: string;
  target: number | null;
  target_text: string | null;
  from: string | null;
  deadline: string | null;
  owner: number | null;
  owner_name: string | null;
  reason: string | null;
  finding: string | null;
  justification: string | null;
  status: string;
  cycle: number;
  progress: GoalNow | null;
  forecast: GoalForecast | null;
  activated_at: string | null;
  ended_at: string | null;
  outcome: string | null;
  judged_at: string | null;
  made_at: string;
  version: number;
};

export type GoalBaseline = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  period: string;
  text: string;
};

export type GoalChange = {
  name?: string;
  metric?: string;
  segment?: string;
  period?: "week" | "month" | "quarter" | "year";
  target?: number | null;
  from?: string | null;
  deadline?: string | null;
  owner?: string | null;
  reason?: string;
  finding?: string;
  justification?: string;
  status?: "draft" | "active" | "closed";
  outcome?: string;
};

export type GoalCheck = {
  name?: string;
  metric?: string;
  segment?: string;
  period?: "week" | "month" | "quarter" | "year";
  target?: number | null;
  from?: string | null;
  deadline?: string | null;
  owner?: string | null;
  reason?: string;
  finding?: string;
  justification?: string;
};

export type GoalChecked = {
  name: string;
  metric_label: string | null;
  unit: string | null;
  currency: string | null;
  better: string;
  segment_text: string;
  baseline: GoalBaseline | null;
  checks: GoalLetter[];
  smart: boolean;
  history: GoalHistory | null;
  suggestions: GoalSuggestion[];
  pace_text: string | null;
};

export type GoalCreate = {
  name?: string;
  metric?: string;
  segment?: string;
  period?: "week" | "month" | "quarter" | "year";
  target?: number | null;
  from?: string | null;
  deadline?: string | null;
  owner?: string | null;
  reason?: string;
  finding?: string;
  justification?: string;
  status?: "draft" | "active";
};

export type GoalDay = {
  day: string;
  period: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  expected: number | null;
  state: string;
  probability: number | null;
};

export type GoalDayList = {
  items: GoalDay[];
  next_cursor: string | null;
};

export type GoalForecast = {
  value: number | null;
  low: number | null;
  high: number | null;
  probability: number | null;
  method: string | null;
  period: string;
  points: number;
  text: string;
};

export type GoalHistory = {
  periods: number;
  best: number;
  best_period: string;
  median: number;
  deviation: number;
};

export type GoalLetter = {
  letter: string;
  good: boolean;
  caution: boolean;
  message: string;
};

export type GoalList = {
  items: Goal[];
  next_cursor: string | null;
};

export type GoalNow = {
  period: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  expected: number;
  difference: number | null;
  state: string;
  sure: boolean;
  small_sample: boolean;
  done: number;
  text: string;
};

export type GoalPoint = {
  period: string;
  from: string;
  to: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  expected: number | null;
};

export type GoalProgress = {
  items: GoalPoint[];
  next_cursor: string | null;
};

export type GoalSuggestion = {
  key: string;
  value: number;
  text: string;
};

export type GroupComparison = {
  name: string;
  definition: string;
  by: string;
  as_of: string;
  time_zone: string;
  metrics: unknown[];
};

export type Headline = {
  default: boolean;
  metrics: string[];
  items: Kpi[];
};

export type HeadlineChoose = {
  metrics: string[];
};

export type HeadlineChosen = {
  metrics: string[];
};

export type HealthAlert = {
  id: number;
  customer: HealthCustomer;
  kind: "band_drop" | "at_risk" | "frequent_tickets";
  label: string;
  at: string;
  from: "healthy" | "watch" | "at_risk" | null;
  to: "healthy" | "watch" | "at_risk" | null;
  score_before: number | null;
  score: number | null;
  signals: HealthAlertSignal[];
  task: number | null;
  acknowledged_at: string | null;
  acknowledged_by: number | null;
  note: string | null;
};

export type HealthAlertList = {
  items: HealthAlert[];
  next_cursor: string | null;
  masked?: string[];
};

export type HealthAlertSignal = {
  key: string;
  label: string;
};

export type HealthBandCount = {
  band: "healthy" | "watch" | "at_risk";
  label: string;
  customers: number;
  share: HealthRate;
  customers_before: number;
  change: number;
  share_change: number | null;
};

export type HealthBands = {
  as_of: string;
  version: number;
  customers: number;
  mean: number | null;
  mean_before: number | null;
  change_days: number;
  overrides: number;
  bands: HealthBandCount[];
  left_out: HealthLeftOut;
};

export type HealthCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
};

export type HealthDefinition = {
  version: number;
  made_at: string | null;
  made_by: number | null;
  bands?: HealthThresholds;
  groups?: HealthGroupWeight[];
  signals?: HealthSignalWeight[];
  together_days?: number;
  loyalty?: LoyaltyWeight[];
  frequent_tickets?: FrequentTickets;
  messages?: MessageBalanceTarget;
  note?: string;
};

export type HealthDefinitionList = {
  items: HealthDefinition[];
  next_cursor: string | null;
};

export type HealthDefinitionPut = {
  bands?: HealthThresholds;
  groups?: HealthGroupWeight[];
  signals?: HealthSignalWeight[];
  together_days?: number;
  loyalty?: LoyaltyWeight[];
  frequent_tickets?: FrequentTickets;
  messages?: MessageBalanceTarget;
  note?: string;
};

export type HealthGroupWeight = {
  key: string;
  weight?: number;
  label?: string;
  measures?: HealthMeasureWeight[];
};

export type HealthLeftOut = {
  lost: number;
  objected: number;
};

export type HealthMeasureWeight = {
  key: string;
  weight?: number;
  worst?: number;
  best?: number;
  label?: string;
  help?: string;
  unit?: "gaps" | "ratio" | "count" | "days" | "score" | "share";
};

export type HealthOverridePut = {
  band: "healthy" | "watch" | "at_risk";
  reason: string;
  until?: string | null;
};

export type HealthPeople = {
  items: HealthPerson[];
  next_cursor: string | null;
  masked?: string[];
};

export type HealthPerson = {
  customer: HealthCustomer;
  score: number;
  band: "healthy" | "watch" | "at_risk";
  overridden: boolean;
  last_purchase: string | null;
  signals: string[];
};

export type HealthRate = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
};

export type HealthSignalWeight = {
  key: string;
  points?: number;
  days?: number | null;
  label?: string;
  help?: string;
};

export type HealthThresholds = {
  watch?: number;
  healthy?: number;
};

export type HealthValidation = {
  version: number;
  window_days: number;
  scored_at: string;
  fitted_at: string;
  customers: number;
  left: number;
  refusal: string | null;
  quality: unknown;
  bands: unknown[];
  suggestion: unknown;
};

export type Identity = {
  kind: string;
  value: string;
  shown?: string;
  customer?: number;
  source?: Source;
  at?: string;
};

export type IdentityAdd = {
  kind: "user_id" | "anonymous_id" | "email" | "phone" | "external";
  value: string;
};

export type Import = {
  id: number;
  kind: string;
  name: string;
  status: "queued" | "running" | "checked" | "done" | "failed" | "cancelled" | "undoing" | "undone";
  dry_run: boolean;
  job: number;
  bytes: number;
  digest: string;
  rows: number;
  counts: ImportCounts;
  rejects: number;
  options: Record<string, unknown>;
  made_by: string;
  made_at: string | null;
  ended_at: string | null;
};

export type ImportColumn = {
  name: string;
  field: string;
  samples: string[];
  values: ImportValue[];
};

export type ImportCounts = {
  created?: number;
  updated?: number;
  unchanged?: number;
  repeated?: number;
  skipped?: number;
  customers_created?: number;
  events?: number;
};

export type ImportField = {
  name: string;
  label: string;
};

export type ImportList = {
  items: Import[];
  next_cursor: string | null;
};

export type ImportPreview = {
  kind: string;
  bytes: number;
  rows: number;
  form: "csv" | "json";
  delimiter: string | null;
  charset: string;
  date_order: string | null;
  decimal: string | null;
  columns: ImportColumn[];
  fields: ImportField[];
  problem: ImportProblem | null;
};

export type ImportProblem = {
  code: string;
  message: string;
};

export type ImportQueued = {
  import: number;
  job: number;
  rows: number;
};

export type ImportReject = {
  id: number;
  line: number;
  column: string;
  code: string;
  reason: string;
  value: string;
  row: string;
};

export type ImportRejectList = {
  items: ImportReject[];
  next_cursor: string | null;
};

export type ImportUpload = {
  upload: string;
  bytes: number;
};

export type ImportValue = {
  value: string;
  read: string | null;
  reason: string | null;
};

export type Incident = {
  id: number;
  kind: "breach" | "identity_theft";
  title: string;
  description?: string | null;
  risk: "unknown" | "unlikely" | "risk" | "high";
  known_at: string;
  due_at: string;
  seconds_left: number | null;
  overdue: boolean;
  authority_notified_at: string | null;
  authority_reference: string | null;
  delay_reason: string | null;
  subjects_notified_at: string | null;
  subjects_how: string | null;
  status: "open" | "closed";
  closed_at: string | null;
  customers: number;
  version: number;
  steps?: IncidentStep[];
};

export type IncidentChange = {
  title?: string;
  description?: string | null;
  risk?: "unknown" | "unlikely" | "risk" | "high";
  authority_notified_at?: string;
  authority_reference?: string | null;
  delay_reason?: string | null;
  subjects_notified_at?: string;
  subjects_how?: string | null;
  status?: "open" | "closed";
  steps?: IncidentStepDone[];
  customers?: number[];
};

export type IncidentList = {
  items: Incident[];
  next_cursor: string | null;
};

export type IncidentMake = {
  kind: "breach" | "identity_theft";
  title: string;
  description?: string | null;
  risk?: "unknown" | "unlikely" | "risk" | "high";
  known_at?: string;
  customers?: number[];
};

export type IncidentStep = {
  name: string;
  due_at: string | null;
  done_at: string | null;
  done_by: number | null;
};

export type IncidentStepDone = {
  name: string;
  done: boolean;
};

export type Initiative = {
  id: number;
  name: string;
  text?: string;
  template?: string;
  type?: "loyalty" | "automation" | "experience" | "community" | "content";
  lever?: string;
  aim?: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  goal?: number | null;
  segment?: string;
  owner?: number | null;
  project?: number | null;
  budget_planned?: Money | null;
  budget_actual?: Money | null;
  effort_planned?: number | null;
  effort_actual?: number | null;
  starts?: string | null;
  ends?: string | null;
  kpi?: string;
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  skills?: string[];
  systems?: string[];
  practices?: string[];
  cause?: "" | "price" | "competitor" | "minor_service_failure" | "major_service_failure" | "poor_service" | "unmet_expectations" | "low_engagement" | "indifference" | "payment_failure" | "other" | "unknown";
  pilot_share?: number | null;
  pilot_criterion?: number | null;
  pilot_result?: number | null;
  pilot_low?: number | null;
  pilot_high?: number | null;
  experiment?: string;
  status?: "draft" | "pilot" | "active" | "adopted" | "not_adopted" | "closed";
  made_by?: number;
  made_at?: string;
  version?: number;
  lever_name?: string | null;
  owner_name?: string | null;
  overrun?: number | null;
  overrun_text?: string | null;
  pilot_text?: string | null;
  tasks?: number;
  tasks_closed?: number;
};

export type InitiativeAdd = {
  name?: string;
  template?: string;
  text?: string;
  type?: "loyalty" | "automation" | "experience" | "community" | "content";
  lever?: string;
  aim?: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  goal?: number | null;
  segment?: string;
  owner?: string | null;
  project?: number | null;
  budget_planned?: Money | null;
  budget_actual?: Money | null;
  effort_planned?: number | null;
  effort_actual?: number | null;
  starts?: string | null;
  ends?: string | null;
  kpi?: string;
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  skills?: string[];
  systems?: string[];
  practices?: string[];
  cause?: "" | "price" | "competitor" | "minor_service_failure" | "major_service_failure" | "poor_service" | "unmet_expectations" | "low_engagement" | "indifference" | "payment_failure" | "other" | "unknown";
  pilot_share?: number | null;
  pilot_criterion?: number | null;
  pilot_result?: number | null;
  pilot_low?: number | null;
  pilot_high?: number | null;
  experiment?: string;
  status?: "draft" | "pilot" | "active" | "adopted" | "not_adopted" | "closed";
};

export type InitiativeChange = {
  name?: string;
  text?: string;
  type?: "loyalty" | "automation" | "experience" | "community" | "content";
  lever?: string;
  aim?: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  goal?: number | null;
  segment?: string;
  owner?: string | null;
  project?: number | null;
  budget_planned?: Money | null;
  budget_actual?: Money | null;
  effort_planned?: number | null;
  effort_actual?: number | null;
  starts?: string | null;
  ends?: string | null;
  kpi?: string;
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  skills?: string[];
  systems?: string[];
  practices?: string[];
  cause?: "" | "price" | "competitor" | "minor_service_failure" | "major_service_failure" | "poor_service" | "unmet_expectations" | "low_engagement" | "indifference" | "payment_failure" | "other" | "unknown";
  pilot_share?: number | null;
  pilot_criterion?: number | null;
  pilot_result?: number | null;
  pilot_low?: number | null;
  pilot_high?: number | null;
  experiment?: string;
  status?: "draft" | "pilot" | "active" | "adopted" | "not_adopted" | "closed";
};

export type InitiativeList = {
  items: Initiative[];
  next_cursor?: string | null;
  masked?: string[];
};

export type InitiativeTemplate = {
  key: string;
  source?: string;
  name?: string;
  text?: string;
  type?: "loyalty" | "automation" | "experience" | "community" | "content";
  aim?: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  lever?: string;
  kpi?: string;
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  skills?: string[];
};

export type InitiativeTemplateList = {
  items: InitiativeTemplate[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Job = {
  id: number;
  kind: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  result: Record<string, unknown> | null;
  error: string | null;
  attempts: number;
  queued_at: string;
  due_at: string;
  started_at: string | null;
  ended_at: string | null;
};

export type JobList = {
  items: Job[];
  next_cursor: string | null;
};

export type JudgedPolicy = {
  policy: "logged" | "best" | "nothing" | "action";
  action: string | null;
  label: string;
  n: number;
  effective: number;
  enough: boolean;
  dr: PolicyAmount;
  ips: PolicyAmount;
  snips: PolicyAmount;
};

export type KeyRotation = {
  old_key_until?: string;
};

export type Kpi = {
  name: string;
  label: string;
  unit: string;
  period: string | null;
  from?: string | null;
  to?: string | null;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  small_sample?: boolean;
  reason: string | null;
  sentence?: string | null;
};

export type KpiList = {
  segment?: KpiSegment;
  items: Kpi[];
  next_cursor: string | null;
};

export type KpiSegment = {
  size: number;
  total: number;
  share: number | null;
};

export type LateEvent = {
  id: number;
  event: string;
  customer: number;
  at: string;
  received_at: string;
};

export type LateEventList = {
  items: LateEvent[];
  next_cursor: string | null;
};

export type Learnt = {
  id: number;
  customer: number;
  name: string;
  value?: unknown;
  origin?: string;
  reference?: string;
  consent?: boolean;
  made_by?: number;
  at?: string;
  shown?: string;
};

export type LearntList = {
  items: Learnt[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Lever = {
  key: string;
  family: "loyalty" | "automation" | "experience" | "community" | "content";
  name: string;
  when?: string;
  prerequisites?: string;
  kpi: string;
  aims?: ("convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  skills?: string[];
  cost?: "low" | "medium" | "high";
  effort?: "low" | "medium" | "high";
  integration?: number;
  scalability?: number;
  integrated?: boolean;
  effect_low?: number | null;
  effect_high?: number | null;
  source?: string;
  changed_by?: number;
  changed_at?: string | null;
  version?: number;
  family_name?: string;
  evidence?: string | null;
  shipped?: boolean;
  own?: boolean;
};

export type LeverAdd = {
  key: string;
  family: "loyalty" | "automation" | "experience" | "community" | "content";
  name: string;
  when?: string;
  prerequisites?: string;
  kpi: string;
  aims?: ("convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  skills?: string[];
  cost?: "low" | "medium" | "high";
  effort?: "low" | "medium" | "high";
  integration?: number;
  scalability?: number;
  integrated?: boolean;
  effect_low?: number | null;
  effect_high?: number | null;
  source?: string;
};

export type LeverChange = {
  family?: "loyalty" | "automation" | "experience" | "community" | "content";
  name?: string;
  when?: string;
  prerequisites?: string;
  kpi?: string;
  aims?: ("convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals")[];
  pillars?: ("communication" | "rewards" | "service" | "engagement")[];
  conditions?: ("switching_obstacles" | "value" | "expectations" | "experience")[];
  skills?: string[];
  cost?: "low" | "medium" | "high";
  effort?: "low" | "medium" | "high";
  integration?: number;
  scalability?: number;
  integrated?: boolean;
  effect_low?: number | null;
  effect_high?: number | null;
  source?: string;
};

export type LeverChoice = {
  segment: string;
  aim: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  levers?: string[];
  changed_by?: number;
  changed_at?: string;
  segment_name?: string;
  aim_name?: string;
  tools?: LeverName[];
};

export type LeverChoiceList = {
  items: LeverChoice[];
  next_cursor?: string | null;
  masked?: string[];
};

export type LeverChoose = {
  levers: string[];
};

export type LeverLedger = {
  items: LeverLedgerLine[];
  next_cursor?: string | null;
  masked?: string[];
};

export type LeverLedgerLine = {
  lever: string;
  name?: string;
  initiatives?: number;
  cost?: Money | null;
  kpi?: string | null;
  increment?: number | null;
  low?: number | null;
  high?: number | null;
  status?: "proven" | "unproven" | "harmful";
  evidence?: "none" | "pilot";
};

export type LeverList = {
  items: Lever[];
  next_cursor?: string | null;
  masked?: string[];
};

export type LeverName = {
  key?: string;
  name?: string;
};

export type LeverProposal = {
  lever: string;
  name?: string;
  family?: "loyalty" | "automation" | "experience" | "community" | "content";
  score?: number;
  named?: boolean;
  reasons?: string[];
  cost?: "low" | "medium" | "high";
  effort?: "low" | "medium" | "high";
  own_cost?: Money | null;
  integration?: number;
  scalability?: number;
  integrated?: boolean;
  expected_low?: Money | null;
  expected_high?: Money | null;
  effect_source?: string | null;
  kpi?: string;
};

export type LeverProposals = {
  segment?: string;
  aim?: "convert" | "raise_clv" | "reduce_churn" | "win_back" | "second_purchase" | "satisfaction" | "engagement" | "referrals";
  value_at_stake?: Money | null;
  value_text?: string;
  items: LeverProposal[];
};

export type Lifecycle = {
  version: number;
  window_days: number;
  window_given: boolean;
  loyal_purchases: number;
  ambassador_score: number;
};

export type LifecycleChange = {
  window_days?: number | null;
  loyal_purchases?: number;
  ambassador_score?: number;
};

export type LifetimeFrequency = {
  x: number;
  customers: number;
  actual: number | null;
  predicted: number | null;
};

export type LifetimeWeek = {
  week: string;
  actual: number;
  predicted: number;
  held_out: boolean;
};

export type LiftBand = {
  decile: number;
  n: number;
  positives: number;
  lift: number;
  captured: number;
};

export type LinkUse = {
  token: string;
  password: string;
};

export type LoggedChoice = {
  id: number;
  action: string | null;
  propensity: number | null;
  arm: "control" | "treated" | null;
  by: number | null;
  at: string;
};

export type LoyaltyWeight = {
  key: string;
  weight?: number;
  worst?: number;
  best?: number;
  label?: string;
  help?: string;
  unit?: "gaps" | "ratio" | "count" | "days" | "score" | "share";
};

export type Mail = {
  host: string | null;
  port: number;
  security: "starttls" | "tls" | "none";
  user: string | null;
  password_set: boolean;
  from_address: string | null;
  from_name: string | null;
  reply_to: string | null;
  timeout_seconds: number;
  trouble: MailTrouble | null;
  queued: number;
  sending: number;
  unknown: number;
  version: number;
};

export type MailChange = {
  host?: string;
  port?: number;
  security?: "starttls" | "tls" | "none";
  accept_unencrypted?: boolean;
  user?: string;
  password?: string;
  from_address?: string;
  from_name?: string;
  reply_to?: string;
  timeout_seconds?: number;
};

export type MailSuppression = {
  id: string;
  address: string | null;
  reason: string;
  answer: string | null;
  message: number;
  at: string;
};

export type MailSuppressionList = {
  items: MailSuppression[];
  next_cursor: string | null;
};

export type MailTest = {
  to: string;
};

export type MailTested = {
  message: number;
};

export type MailTrouble = {
  code: string;
  message: string;
  answer: string | null;
  since: string | null;
  next_try_at: string | null;
};

export type MarketNote = {
  id: number;
  kind: "competitor" | "trend" | "challenge" | "opportunity";
  title: string;
  text?: string;
  source?: string;
  day?: string;
  made_by?: number;
  made_at?: string;
};

export type MarketNoteAdd = {
  kind: "competitor" | "trend" | "challenge" | "opportunity";
  title: string;
  text?: string;
  source?: string;
  day?: string;
};

export type MarketNoteChange = {
  kind?: "competitor" | "trend" | "challenge" | "opportunity";
  title?: string;
  text?: string;
  source?: string;
  day?: string;
};

export type MarketNoteList = {
  items: MarketNote[];
  next_cursor?: string | null;
  masked?: string[];
};

export type MarketSales = {
  id: number;
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
  made_by?: number;
  made_at?: string;
  changed_at?: string | null;
  version?: number;
  masked?: string[];
};

export type MarketSalesAdd = {
  from: string;
  to: string;
  amount: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type MarketSalesChange = {
  from?: string;
  to?: string;
  amount?: Money;
  segment?: string;
  campaign?: string;
  initiative?: string;
  channel?: string;
  note?: string;
};

export type MarketSalesList = {
  items: MarketSales[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Membership = {
  id: number;
  group_id?: string;
  role?: string;
  customer?: number;
};

export type Merge = {
  with: string;
  reason: string;
};

export type MergeEdge = {
  edge: number;
  kind?: "stitch" | "staff";
  winner?: number;
  loser?: number;
  reason?: string;
  source?: Source;
  at?: string;
  undone_at?: string | null;
};

export type MergeList = {
  items: MergeEdge[];
  next_cursor?: string | null;
};

export type Merged = {
  edge: number;
  customer: number;
};

export type Message = {
  id: number;
  kind: string;
  recipient?: string;
  masked?: string[];
  customer: number | null;
  subject: string;
  status: "queued" | "sending" | "sent" | "failed" | "unknown" | "suppressed";
  attempts: number;
  doubtful: number;
  next_at: string | null;
  made_at: string;
  ended_at: string | null;
  failure: string | null;
  reason: string | null;
  answer: string | null;
};

export type MessageBalanceTarget = {
  last?: number;
  promotional_share_max?: number;
};

export type MessageDetail = {
  id: number;
  kind: string;
  recipient?: string;
  masked?: string[];
  customer: number | null;
  subject: string;
  status: "queued" | "sending" | "sent" | "failed" | "unknown" | "suppressed";
  attempts: number;
  doubtful: number;
  next_at: string | null;
  made_at: string;
  ended_at: string | null;
  failure: string | null;
  reason: string | null;
  answer: string | null;
  tries: MessageTry[];
};

export type MessageList = {
  items: Message[];
  next_cursor: string | null;
};

export type MessageTry = {
  number: number;
  at: string;
  outcome: string;
  code: number | null;
  failure: string | null;
  reason: string | null;
  answer: string | null;
  milliseconds: number;
};

export type Method = {
  cycle: Cycle;
  steps: MethodStep[];
};

export type MethodFigure = {
  label: string;
  text: string;
};

export type MethodMark = {
  done: boolean;
  note?: string;
};

export type MethodMarked = {
  key: string;
  done: boolean;
  note: string | null;
};

export type MethodNext = {
  title: string;
  key: string;
  path: string;
};

export type MethodStep = {
  key: string;
  number: number;
  title: string;
  text: string;
  state: string;
  marked: boolean;
  done_at: string | null;
  note: string | null;
  figures: MethodFigure[];
  next: MethodNext;
};

export type Metric = {
  name: string;
  aliases: string[];
  label: string;
  definition: string;
  formula: string;
  unit: string;
  variables: MetricVariable[];
  period_rule: string;
  exclusions: string;
  source: string | null;
  example: string | null;
  in_audit: boolean;
  available: boolean;
  elsewhere: string | null;
  takes: string[];
  own_by: string[];
  options: MetricOption[];
  people: string[];
  default: boolean;
  rank: number | null;
};

export type MetricAnalysis = {
  by: string | null;
  by_label?: string;
  breaks?: MetricBreak[];
  trend?: "unknown" | "flat" | "rising" | "falling";
  slope?: unknown;
};

export type MetricBenchmark = {
  value: unknown;
  source: string;
  day: string;
};

export type MetricBreak = {
  period: string;
  from: string;
  to: string;
  before: unknown;
  after: unknown;
  p_value: number;
};

export type MetricCustomer = {
  id: number | null;
  detail: string | null;
  at: string | null;
  amount?: Money | null;
  name?: string | null;
  email?: string | null;
};

export type MetricCustomers = {
  metric: string;
  part: string;
  period: string;
  from: string;
  to: string;
  by: string | null;
  count: number;
  hash: string;
  items: MetricCustomer[];
  next_cursor: string | null;
  masked?: string[];
};

export type MetricFilters = {
  segment: string | null;
  by: string | null;
  compare: string | null;
};

export type MetricList = {
  items: Metric[];
  next_cursor: string | null;
};

export type MetricOption = {
  name: string;
  words: string[];
  help: string;
};

export type MetricPoint = {
  period: string;
  from: string;
  to: string;
  complete: boolean;
  by: string | null;
  by_label?: string;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  small_sample: boolean;
  parts: Record<string, unknown>;
  count_formula?: number;
  note?: string;
  sentence?: string;
  benchmark_gap?: unknown;
  benchmark_flag?: string;
  previous?: MetricPrevious;
  change?: unknown;
  change_rate?: number | null;
  reported?: MetricReported | null;
  restated?: unknown;
  late_events?: number | null;
};

export type MetricPrevious = {
  period?: string;
  from?: string;
  to?: string;
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
};

export type MetricReported = {
  value: unknown;
  low: unknown;
  high: unknown;
  n: number | null;
  complete: boolean;
};

export type MetricSeries = {
  name: string;
  aliases: string[];
  label: string;
  definition: string;
  formula: string;
  unit: string;
  variables: MetricVariable[];
  period_rule: string;
  exclusions: string;
  source: string | null;
  example: string | null;
  in_audit: boolean;
  available: boolean;
  elsewhere: string | null;
  takes: string[];
  own_by: string[];
  options: MetricOption[];
  people: string[];
  period?: "day" | "week" | "month" | "quarter" | "year" | "custom";
  as_of?: string;
  time_zone?: string;
  currency?: string;
  window?: "auto" | "given" | "period" | "workspace";
  window_days?: number | null;
  window_reason?: string;
  amount?: "net" | "gross" | "margin";
  unconverted?: number;
  data_as_of?: string | null;
  filters?: MetricFilters;
  reported?: MetricSnapshot;
  notes?: string[];
  benchmark?: MetricBenchmark;
  analysis?: MetricAnalysis[];
  version?: string;
  hash?: string;
  points: MetricPoint[];
};

export type MetricSnapshot = {
  snapshot: number;
  day: string;
  made_at: string;
};

export type MetricVariable = {
  name: string;
  alias: string | null;
  meaning: string;
  optional: boolean;
  list: boolean;
};

export type Milestone = {
  id: number;
  name?: string;
  due_day?: string | null;
  reached_at?: string | null;
  tasks?: number;
  tasks_closed?: number;
};

export type MilestoneAdd = {
  name: string;
  due_day?: string | null;
};

export type MilestoneChange = {
  name?: string;
  due_day?: string | null;
  reached?: boolean;
};

export type Money = {
  amount: string;
  currency: string;
};

export type Movement = {
  day: string;
  at: string | null;
  customer: number | null;
  subscription: number | null;
  kind: "new" | "reactivation" | "resumed" | "expansion" | "contraction" | "paused" | "churn" | "currency";
  driver: "upsell" | "cross_sell" | "downgrade" | "cancellation" | "voluntary" | "involuntary" | "unknown" | null;
  amount?: Money;
  plan_before: string | null;
  plan_after: string | null;
};

export type MovementList = {
  from: string;
  to: string;
  netting: "period" | "day";
  total: number;
  amount?: Money;
  items: Movement[];
  next_cursor: string | null;
  masked?: string[];
};

export type Need = {
  id: number;
  customer: number;
  kind?: "need" | "frustration";
  tag?: string;
  origin?: "note" | "ticket" | "survey" | "event" | "staff";
  detail?: string;
  event?: number;
  made_by?: number;
  at?: string;
};

export type NeedAdd = {
  kind: "need" | "frustration";
  tag: string;
  origin?: "note" | "ticket" | "survey" | "event" | "staff";
  detail?: string;
  at?: string;
};

export type NeedList = {
  items: Need[];
  next_cursor?: string | null;
  masked?: string[];
};

export type NeedRank = {
  tag: string;
  count: number;
  text?: string;
  customers?: number;
  customer_ids?: number[];
  last_at?: string;
};

export type NeedRanking = {
  items: NeedRank[];
  next_cursor?: string | null;
  masked?: string[];
};

export type NewApiKey = {
  name: string;
  scope: "track" | "read" | "write" | "admin";
  origins?: string[];
  addresses?: string[];
  per_second?: number | null;
};

export type NewStaffPerson = {
  email: string;
  name?: string;
  role: "administrator" | "marketer" | "agent" | "analyst" | "read-only";
  locale?: "en" | "fr";
  password?: string;
};

export type NextAction = {
  id: number;
  key: string;
  label: string;
  channel?: "any" | "email" | "sms" | "phone" | "post" | "push" | "chat";
  cost?: Money;
  capacity_week?: number | null;
  segment?: string;
  experiment?: string;
  effect?: number;
  active?: boolean;
  made_at: string;
  version: number;
};

export type NextActionAdd = {
  key: string;
  label: string;
  channel?: "any" | "email" | "sms" | "phone" | "post" | "push" | "chat";
  cost?: Money;
  capacity_week?: number | null;
  segment?: string;
  experiment?: string;
  effect?: number;
  active?: boolean;
};

export type NextActionChange = {
  label?: string;
  channel?: "any" | "email" | "sms" | "phone" | "post" | "push" | "chat";
  cost?: Money;
  capacity_week?: number | null;
  segment?: string;
  experiment?: string;
  effect?: number;
  active?: boolean;
};

export type NextActionChoice = {
  action?: string | null;
};

export type NextActionEvaluation = {
  follow_days: number;
  observed: number;
  waiting: number;
  own: number;
  left_out: number;
  policies: JudgedPolicy[];
  refusal: string | null;
};

export type NextActionList = {
  items: NextAction[];
  next_cursor: string | null;
};

export type NextActionOfCustomer = {
  customer: AtRiskCustomer;
  probability: number | null;
  remaining_value: Money | null;
  value_at_risk: Money | null;
  reasons: AtRiskReason[];
  chosen: ChosenAction | null;
  options: ActionOption[];
  week: string;
  logged: LoggedChoice[];
  refusal: string | null;
  masked?: string[];
};

export type NextActionPlan = {
  people: number;
  chosen: number;
  budget: Money | null;
  value: Money | null;
  cost: Money | null;
  worth: Money | null;
  bound: Money | null;
  exact: boolean;
  applied: boolean;
  actions: PlannedAction[];
  items: PlannedCustomer[];
  refusal: string | null;
  masked?: string[];
};

export type NextActionPlanAsk = {
  budget?: Money | null;
  people?: number;
  segment?: string;
  apply?: boolean;
};

export type NextActionSettings = {
  explore_share?: number;
  follow_days?: number;
  contacts_max?: number;
  contact_days?: number;
  budget_week?: Money | null;
  version: number;
};

export type NextActionSettingsChange = {
  explore_share?: number;
  follow_days?: number;
  contacts_max?: number;
  contact_days?: number;
  budget_week?: Money | null;
};

export type NextPurchase = {
  day: string;
  low: string;
  high: string;
};

export type Note = {
  id: number;
  customer: number;
  kind?: "note" | "call_made" | "call_received" | "meeting" | "email_sent" | "email_received" | "chat_sent" | "chat_received" | "text_sent" | "text_received" | "social_sent" | "social_received" | "letter_sent" | "letter_received";
  text?: string;
  at?: string;
  written_by?: number;
  written_at?: string;
  changed_at?: string | null;
  mentions?: number;
  event?: number;
  version?: number;
};

export type NoteAdd = {
  text: string;
  kind?: "note" | "call_made" | "call_received" | "meeting" | "email_sent" | "email_received" | "chat_sent" | "chat_received" | "text_sent" | "text_received" | "social_sent" | "social_received" | "letter_sent" | "letter_received";
  at?: string;
};

export type NoteChange = {
  text?: string;
  kind?: "note" | "call_made" | "call_received" | "meeting" | "email_sent" | "email_received" | "chat_sent" | "chat_received" | "text_sent" | "text_received" | "social_sent" | "social_received" | "letter_sent" | "letter_received";
  at?: string;
};

export type NoteList = {
  items: Note[];
  next_cursor?: string | null;
  masked?: string[];
};

export type NoteText = {
  version: number;
  text?: string;
  changed_by?: number;
  changed_at?: string;
};

export type NoteTextList = {
  items: NoteText[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Nurturing = {
  cost: Money;
  customers: number;
  uplift: Money;
  gain: Money;
  net: BeforeAfterFigure;
};

export type ObservedPreference = {
  kind: "category" | "product" | "brand";
  value: string;
  views?: number;
  orders?: number;
  last_at?: string;
};

export type Offer = {
  id: number;
  name?: string;
  text?: string;
  launched_day?: string;
  made_by?: number;
  made_at?: string;
  exits?: number;
  note?: string;
};

export type OfferAdd = {
  name: string;
  text?: string;
  launched_day: string;
};

export type OpenSession = {
  id: number;
  present: boolean;
  created_at: string;
  seen_at: string;
  address: string;
  agent: string;
};

export type OpenSessions = {
  items: OpenSession[];
  next_cursor: string | null;
};

export type Opportunity = {
  id: number;
  listed: number;
  a: RecommendedProduct;
  b: RecommendedProduct;
  kind: "cross_sell" | "upsell";
  unit: "baskets" | "people";
  both: number;
  n_a: number;
  n_b: number;
  n: number;
  support: number;
  confidence: RecommendationRate | null;
  lift: number;
  lift_low: number;
  lift_high: number;
  chi_squared: number;
  p: number;
  p_adjusted: number;
  customers: number;
  expected: number;
};

export type OpportunityCustomer = {
  customer: OpportunityPerson;
  probability: number;
};

export type OpportunityCustomerList = {
  items: OpportunityCustomer[];
  next_cursor?: string | null;
  masked?: string[];
};

export type OpportunityList = {
  items: Opportunity[];
  next_cursor?: string | null;
};

export type OpportunityPerson = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
};

export type Order = {
  id: number;
  number?: string | null;
  customer?: number;
  at?: string;
  status?: "pending" | "completed" | "partially_refunded" | "refunded" | "cancelled";
  hidden?: boolean;
  source?: OrderSource;
  coupon?: string | null;
  promotion?: string | null;
  total?: Money | null;
  refunded?: Money | null;
  net?: Money | null;
  subtotal?: Money | null;
  tax?: Money | null;
  shipping?: Money | null;
  discount?: Money | null;
  cost?: Money | null;
  margin?: Money | null;
  net_margin?: Money | null;
};

export type OrderDetail = {
  id: number;
  number?: string | null;
  customer?: number;
  at?: string;
  status?: "pending" | "completed" | "partially_refunded" | "refunded" | "cancelled";
  hidden?: boolean;
  source?: OrderSource;
  coupon?: string | null;
  promotion?: string | null;
  total?: Money | null;
  refunded?: Money | null;
  net?: Money | null;
  subtotal?: Money | null;
  tax?: Money | null;
  shipping?: Money | null;
  discount?: Money | null;
  cost?: Money | null;
  margin?: Money | null;
  net_margin?: Money | null;
  lines?: OrderLine[];
  refunds?: OrderRefund[];
  events?: OrderEvent[];
  masked?: string[];
};

export type OrderEvent = {
  id?: number;
  event?: string;
  customer?: number;
  at?: string;
};

export type OrderGaps = {
  name: string;
  definition: string;
  bin_days: number;
  time_zone: string;
  as_of: string;
  rows: unknown[];
};

export type OrderLine = {
  product_id?: string | null;
  sku?: string | null;
  name?: string | null;
  category?: string | null;
  variant?: string | null;
  coupon?: string | null;
  quantity?: number;
  price?: Money | null;
  discount?: Money | null;
  cost?: Money | null;
  total?: Money | null;
};

export type OrderList = {
  items: Order[];
  next_cursor?: string | null;
  masked?: string[];
};

export type OrderRefund = {
  event?: number;
  refund_id?: string | null;
  customer?: number;
  at?: string;
  stated?: Money | null;
  amount?: Money | null;
};

export type OrderSource = {
  kind: string;
  id?: number | null;
};

export type PasswordChange = {
  old_password?: string;
  new_password: string;
};

export type PersonContract = {
  renewal: number;
  horizon_days: number;
  contracts: ForetoldContract[];
  model: string;
  version: number;
  as_of: string;
};

export type PersonLifetime = {
  p_alive: number;
  expected_purchases: PredictedRange;
  horizon_days: number;
  next_purchase: NextPurchase | null;
  past?: Money;
  future?: FutureValue | null;
  clv?: Money | null;
  model: string;
  version: number;
  as_of: string;
};

export type PersonScore = {
  model: string;
  probability: number;
  band: "low" | "medium" | "high";
  base: number;
  reasons: PredictionReason[];
  version: number;
  as_of: string;
};

export type PersonValue = {
  horizon_days: number;
  past: Money;
  orders: FutureValue | null;
  contracts: FutureValue | null;
  future: FutureValue | null;
  clv: Money | null;
};

export type Persona = {
  id: number;
  key: string;
  name: string;
  description: string;
  needs: string[];
  motivations: string[];
  behaviours: string[];
  channels: string[];
  segment: string | null;
  rule: unknown;
  sentence: string | null;
  status: "draft" | "active";
  proposed: boolean;
  size: number | null;
  total: number;
  share: number | null;
  fit: number | null;
  attributes: PersonaAttribute[];
  drift: number | null;
  made_at: string;
  changed_at: string;
  version: number;
  masked?: string[];
};

export type PersonaAttribute = {
  name: string;
  label: string;
  unit: string;
  value: number;
  base: number;
  effect: number;
};

export type PersonaChange = {
  name?: string;
  description?: string;
  needs?: string[];
  motivations?: string[];
  behaviours?: string[];
  channels?: string[];
  segment?: string | null;
  rule?: unknown;
  status?: "draft" | "active";
};

export type PersonaCreate = {
  key?: string;
  name: string;
  description?: string;
  needs: string[];
  motivations: string[];
  behaviours: string[];
  channels?: string[];
  segment?: string | null;
  rule?: unknown;
};

export type PersonaList = {
  items: Persona[];
  next_cursor: string | null;
};

export type PersonaProposal = {
  k: number;
  stable: boolean;
  stability: PersonaStability[];
  n: number;
  items: Persona[];
};

export type PersonaPropose = {
  segment?: string;
};

export type PersonaStability = {
  k: number;
  value: number | null;
};

export type PersonalRead = {
  id: number;
  at: string;
  reader: Reader;
  route: string;
  customers: number[];
};

export type PersonalReads = {
  items: PersonalRead[];
  next_cursor: string | null;
};

export type Plan = {
  initiatives: number;
  settings?: PlanSetting;
  budget?: PlanBudget;
  mix?: PlanMix;
  pillars?: PlanCover;
  conditions?: PlanCover;
  skills?: PlanNeed[];
  systems?: PlanNeed[];
  checklist?: PlanChecked[];
  practices?: PlanChecked[];
  horizon?: PlanHorizon;
  market_looked_at?: string | null;
  notices?: PlanNotice[];
};

export type PlanBudget = {
  budget?: Money | null;
  planned?: Money;
  actual?: Money;
  over?: Money | null;
  text?: string | null;
};

export type PlanChecked = {
  key?: string;
  name?: string;
  text?: string;
  rule?: "goal" | "segment" | "mix" | "budget" | "owner" | "measure" | "horizon" | "said";
  met?: boolean;
  initiatives?: number[];
};

export type PlanCover = {
  met?: number;
  of?: number;
  text?: string;
  items?: PlanCovered[];
};

export type PlanCovered = {
  key?: string;
  name?: string;
  met?: boolean;
};

export type PlanFamily = {
  family?: "loyalty" | "automation" | "experience" | "community" | "content";
  name?: string;
  initiatives?: number;
  budget?: Money;
};

export type PlanHorizon = {
  days?: number;
  ends?: string | null;
  days_left?: number | null;
  reached?: boolean;
};

export type PlanItem = {
  key: string;
  name: string;
  text?: string;
  rule?: "goal" | "segment" | "mix" | "budget" | "owner" | "measure" | "horizon" | "said";
  met?: boolean;
};

export type PlanItems = {
  items: PlanItem[];
  shipped?: boolean;
};

export type PlanItemsPut = {
  items: PlanItem[];
};

export type PlanMix = {
  families?: PlanFamily[];
  single_tactic?: boolean;
};

export type PlanNeed = {
  word?: string;
  name?: string;
  there?: boolean;
  initiatives?: number[];
};

export type PlanNotice = {
  code?: "no_initiative" | "over_budget" | "initiative_over_budget" | "missing_skill" | "missing_system" | "single_tactic" | "pillars_missing" | "conditions_uncovered" | "short_horizon" | "market_watch_due";
  severity?: "warning" | "information";
  text?: string;
  initiative?: number | null;
};

export type PlanSet = {
  budget?: Money | null;
  horizon_days?: number;
  skills?: string[];
  systems?: string[];
  market_owner?: string | null;
  market_days?: number;
};

export type PlanSetting = {
  budget?: Money | null;
  horizon_days?: number;
  skills?: string[];
  systems?: string[];
  market_owner?: number | null;
  market_days?: number;
  market_from?: number;
  version?: number;
};

export type PlannedAction = {
  key: string;
  label: string;
  count: number;
  left: number | null;
  cost: Money | null;
};

export type PlannedCustomer = {
  customer: AtRiskCustomer;
  action: ChosenAction;
  value_at_risk: Money | null;
  value: Money | null;
  cost: Money | null;
  worth: Money | null;
  state: "planned" | "treated" | "withheld" | "control" | "exhausted";
};

export type PlannedEvent = {
  name: string;
  properties?: PlannedProperty[];
};

export type PlannedProperty = {
  name: string;
  type: "text" | "number" | "integer" | "boolean" | "instant" | "object" | "list" | "any";
  required?: boolean;
};

export type Playbook = {
  id: number;
  name: string;
  record_type?: "customer" | "account" | "order" | "subscription" | "ticket" | "promise" | "task" | "project" | "prospect" | "complaint";
  stage?: string;
  steps?: PlaybookStep[];
  changed_by?: number;
  changed_at?: string;
  version?: number;
};

export type PlaybookAdd = {
  name: string;
  record_type: "customer" | "account" | "order" | "subscription" | "ticket" | "promise" | "task" | "project" | "prospect" | "complaint";
  stage?: string;
  steps: PlaybookStep[];
};

export type PlaybookAmount = {
  value: Money | null;
  low: Money | null;
  high: Money | null;
};

export type PlaybookArm = {
  arm: "control" | "treated";
  entered: number;
  n: number;
  goal: PlaybookRate;
  revenue: PlaybookAmount;
};

export type PlaybookChange = {
  name?: string;
  record_type?: "customer" | "account" | "order" | "subscription" | "ticket" | "promise" | "task" | "project" | "prospect" | "complaint";
  stage?: string;
  steps?: PlaybookStep[];
};

export type PlaybookCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
};

export type PlaybookEntry = {
  playbook: number;
  active: boolean;
  entry: "by_hand" | "segment" | "at_risk" | "signal";
  segment: string | null;
  signal: string | null;
  value: Money | null;
  present: boolean;
  day_max: number;
  goal: string;
  goal_days: number;
  control_share: number;
  experiment: string | null;
  since: string | null;
  looked_at: string | null;
  version: number;
};

export type PlaybookEntryChange = {
  active?: boolean;
  entry?: "by_hand" | "segment" | "at_risk" | "signal";
  segment?: string | null;
  signal?: string | null;
  value?: Money | null;
  present?: boolean;
  day_max?: number;
  goal?: string;
  goal_days?: number;
  control_share?: number;
};

export type PlaybookList = {
  items: Playbook[];
  next_cursor?: string | null;
  masked?: string[];
};

export type PlaybookRate = {
  value: number | null;
  low: number | null;
  high: number | null;
};

export type PlaybookResult = {
  experiment: number | null;
  goal: string;
  goal_days: number;
  as_of: string;
  arms: PlaybookArm[];
  goal_difference: PlaybookRate;
  revenue_difference: PlaybookAmount;
  p: number | null;
  verdict: "too_early" | "unbalanced" | "inconclusive" | "better" | "worse";
  refusal: string | null;
  masked?: string[];
};

export type PlaybookRun = {
  id: number;
  playbook: number;
  version: number;
  customer: PlaybookCustomer;
  arm: "control" | "treated" | null;
  status: "running" | "control" | "finished" | "goal" | "stopped" | "objected" | "merged";
  steps_done: number;
  steps_count: number;
  overdue: boolean;
  steps: PlaybookRunStep[];
  goal: string;
  made_by: number | null;
  started_at: string;
  ended_at: string | null;
  masked?: string[];
};

export type PlaybookRunAdd = {
  customer: string;
};

export type PlaybookRunList = {
  items: PlaybookRun[];
  next_cursor?: string | null;
  masked?: string[];
};

export type PlaybookRunStep = {
  position: number;
  kind: "text" | "task" | "message" | "wait";
  outcome: "under_way" | "done" | "passed" | "sent" | "waited" | "happened" | "removed" | "ended";
  reason: string | null;
  why: string | null;
  began_at: string;
  due_day: string | null;
  overdue: boolean;
  until_at: string | null;
  ended_at: string | null;
  task: number | null;
  message: number | null;
};

export type PlaybookState = {
  playbook: number;
  name: string;
  active: boolean;
  entry: "by_hand" | "segment" | "at_risk" | "signal";
  word: string;
  running: number;
  control: number;
  entered: number;
  overdue: number;
};

export type PlaybookStateList = {
  items: PlaybookState[];
  next_cursor: string | null;
};

export type PlaybookStep = {
  kind?: "text" | "task" | "message" | "wait";
  en?: string;
  fr?: string;
  subject_en?: string;
  subject_fr?: string;
  purpose?: string;
  owner?: number | null;
  days?: number;
  event?: string;
};

export type PolicyAmount = {
  value: Money | null;
  low: Money | null;
  high: Money | null;
};

export type PredictedRange = {
  value: number;
  low: number;
  high: number;
};

export type Prediction = {
  model: string;
  title: string;
  status: "published" | "refused" | "never" | "training";
  training: boolean;
  version: number | null;
  trained_at: string | null;
  last_refusal: string | null;
  chosen: string | null;
  as_of: string | null;
  window_days: number | null;
  quality: PredictionQuality;
  refusal: string | null;
};

export type PredictionCoefficient = {
  name: string;
  feature: string | null;
  label: string | null;
  value: number | null;
  error: number | null;
  odds_ratio: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  separated: boolean;
};

export type PredictionCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
};

export type PredictionDay = {
  day: string;
  churn: number | null;
  p_alive: number | null;
};

export type PredictionDrift = {
  psi: number;
  n: number;
  features: PredictionMoved[];
};

export type PredictionDriver = {
  feature: string;
  label: string;
  direction: "up" | "down" | "mixed";
  importance: number;
  term: string | null;
  odds_ratio: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
};

export type PredictionHoldout = {
  from: string;
  to: string;
  rows?: number;
  positives?: number;
  auc?: PredictionRate;
  pr_auc?: number | null;
  brier?: number | null;
  log_loss?: number | null;
  top_decile_lift?: number | null;
  top_decile_capture?: number | null;
  calibration_error?: number | null;
  actual?: number;
  predicted?: number;
  mae?: number;
  naive_mae?: number;
  customers?: number;
  calibration?: CalibrationBin[];
  lift?: LiftBand[];
  naive?: unknown;
  by_frequency?: LifetimeFrequency[];
  weekly?: LifetimeWeek[];
  naive_log_loss?: number | null;
  by_age?: ContractAge[];
};

export type PredictionInput = {
  feature: string;
  label: string;
  count: number;
};

export type PredictionJob = {
  job: number;
};

export type PredictionLeftOut = {
  objected: number;
  too_new: number;
  without_history: number;
};

export type PredictionList = {
  items: Prediction[];
  next_cursor: string | null;
};

export type PredictionMoved = {
  feature: string;
  label: string;
  psi: number;
};

export type PredictionQuality = {
  rows?: number;
  positives?: number;
  auc?: PredictionRate;
  pr_auc?: number | null;
  brier?: number | null;
  log_loss?: number | null;
  top_decile_lift?: number | null;
  top_decile_capture?: number | null;
  calibration_error?: number | null;
  actual?: number;
  predicted?: number;
  mae?: number;
  naive_mae?: number;
};

export type PredictionRate = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
};

export type PredictionReason = {
  feature: string;
  label: string;
  value: string | null;
  effect: number;
  sentence: string;
};

export type PredictionReport = {
  model: string;
  title: string;
  status: "published" | "refused" | "never" | "training";
  training: boolean;
  version: number | null;
  trained_at: string | null;
  last_refusal: string | null;
  as_of?: string;
  window_days?: number;
  window?: PredictionWindow;
  rows?: number;
  positives?: number | null;
  population?: number;
  moments?: number;
  left_out?: PredictionLeftOut;
  chosen?: string | null;
  chosen_because?: string | null;
  holdout?: PredictionHoldout | null;
  models?: PredictionTrials;
  gamma_gamma?: GammaGamma | null;
  groups?: ContractGroup[];
  drivers?: PredictionDriver[];
  missing?: PredictionInput[];
  left_out_features?: PredictionUnused[];
  refusal?: string | null;
  warnings?: string[];
  drift: PredictionDrift | null;
};

export type PredictionRollback = {
  version: number;
};

export type PredictionScore = {
  customer: PredictionCustomer;
  score: number;
  band?: "low" | "medium" | "high";
  low?: number;
  high?: number;
  p_alive?: number;
  expected_purchases?: number;
  renewal?: number;
  months?: number;
  contracts?: number;
  clv?: Money;
  past?: Money;
  future?: Money;
  reasons: PredictionReason[];
};

export type PredictionScoreList = {
  model: string;
  version: number | null;
  as_of: string;
  count: number;
  objected: number;
  items: PredictionScore[];
  next_cursor: string | null;
  masked?: string[];
};

export type PredictionSettings = {
  churn_window_days?: number;
  horizon_days?: number;
  yearly_discount?: number;
  margin?: number;
  retrain_days?: number;
  churn_window_used: number | null;
};

export type PredictionSettingsChange = {
  churn_window_days?: number;
  horizon_days?: number;
  yearly_discount?: number;
  margin?: number;
  retrain_days?: number;
};

export type PredictionTrial = {
  title: string;
  inner_log_loss?: number;
  rows?: number;
  positives?: number;
  auc?: PredictionRate;
  pr_auc?: number | null;
  brier?: number | null;
  log_loss?: number | null;
  top_decile_lift?: number | null;
  top_decile_capture?: number | null;
  calibration_error?: number | null;
  trees?: number;
  coefficients?: PredictionCoefficient[];
  parameters?: Record<string, unknown>;
  errors?: Record<string, unknown>;
  unit_days?: number;
  log_likelihood?: number;
  holdout_log_likelihood?: number;
  mae?: number;
  predicted?: number;
  customers?: number;
  shrunk?: number;
  refusal?: string | null;
};

export type PredictionTrials = {
  logistic?: PredictionTrial;
  boosting?: PredictionTrial;
  bg_nbd?: PredictionTrial;
  mbg_nbd?: PredictionTrial;
  pareto_nbd?: PredictionTrial;
};

export type PredictionUnused = {
  feature: string;
  label: string;
  why: "constant" | "identifier" | "leak" | "empty";
};

export type PredictionVersion = {
  version: number;
  status: "published" | "refused" | "kept";
  trained_at: string | null;
  trained_by: number | null;
  as_of: string;
  window_days: number;
  chosen: string | null;
  quality: PredictionQuality;
};

export type PredictionVersionList = {
  items: PredictionVersion[];
  next_cursor: string | null;
};

export type PredictionWindow = {
  from: string;
  to: string;
};

export type PreferencePut = {
  value: unknown;
};

export type PreferenceRun = {
  at: string;
  took_ms: number;
  customers: number;
  with_history: number;
  left_out: number;
  missing: number;
};

export type PreferenceSummary = {
  customer: number;
  kind: "product" | "content" | "summary";
  as_of: string;
  model_version: number | null;
  refusal: string | null;
  summary: CustomerPreference | null;
  next_best_offer?: Recommendation | null;
  kept_at: string | null;
};

export type Preferences = {
  declared: DeclaredPreference[];
  observed: ObservedPreference[];
  observed_events?: number;
};

export type PreferredCategory = {
  category: string;
  lines: number;
  share: number;
};

export type PreferredProduct = {
  product: RecommendedProduct;
  days: number;
};

export type PreferredTopic = {
  topic: string;
  times: number;
  share: number;
};

export type PrivacyRequest = {
  id: number;
  kind: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "human_review";
  status: "open" | "in_progress" | "done" | "refused";
  customer: number | null;
  subject?: string | null;
  channel: string;
  received_at: string;
  due: string;
  days_left: number | null;
  overdue: boolean;
  extension_reason: string | null;
  extended_at: string | null;
  identity_proof: "not_needed" | "pending" | "verified" | "failed";
  note?: string | null;
  assignee: number | null;
  outcome: string | null;
  done: string | null;
  closed_at: string | null;
  version: number;
};

export type PrivacyRequestChange = {
  status?: "open" | "in_progress" | "done" | "refused";
  customer?: number;
  identity_proof?: "not_needed" | "pending" | "verified" | "failed";
  note?: string | null;
  assignee?: number | null;
  outcome?: string | null;
  done?: string | null;
  extension_reason?: string;
};

export type PrivacyRequestList = {
  items: PrivacyRequest[];
  next_cursor: string | null;
  masked?: string[];
};

export type PrivacyRequestMake = {
  kind: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "human_review";
  customer?: number | null;
  subject?: string | null;
  channel: "email" | "phone" | "post" | "chat" | "in_person" | "web" | "other";
  received_at?: string;
  identity_proof?: "not_needed" | "pending" | "verified" | "failed";
  note?: string | null;
  assignee?: number | null;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: ProblemError[];
  request_id: string;
};

export type ProblemError = {
  path: string;
  message: string;
};

export type ProductRule = {
  key: string;
  name: string;
  consumable: boolean | null;
  excluded: boolean;
  out_of_stock: boolean;
};

export type ProductRuleChange = {
  key: string;
  consumable?: boolean | null;
  excluded?: boolean;
  out_of_stock?: boolean;
};

export type Profile = {
  id: number;
  header: ProfileHeader;
  stage: Stage;
  inactive?: unknown;
  preferred_channel?: unknown;
  usage?: unknown;
  touchpoints?: unknown;
  age?: unknown;
  preferences?: unknown;
  contact?: unknown;
  orders?: unknown;
  subscriptions?: unknown;
  interactions?: unknown;
  tickets?: unknown;
  feedback?: unknown;
  loyalty?: unknown;
  campaigns?: unknown;
  consents?: unknown;
  notes?: unknown;
  scores?: unknown;
};

export type ProfileHeader = {
  lifetime_value?: FigureMoney;
  average_order_value?: FigureMoney;
  amounts_unknown?: FigureCount;
  orders?: FigureCount;
  first_order?: FigureInstant;
  last_order?: FigureInstant;
  days_since_last_order?: FigureCount;
  tenure_days?: FigureCount;
  next_order_expected?: FigureNextOrder;
  nps?: FigureCount;
  rfm?: unknown;
};

export type Project = {
  id: number;
  name?: string;
  text?: string;
  owner?: number | null;
  due_day?: string | null;
  made_by?: number;
  made_at?: string;
  closed_at?: string | null;
  version?: number;
  tasks?: number;
  tasks_closed?: number;
  progress?: number | null;
  progress_text?: string | null;
  milestones?: Milestone[];
};

export type ProjectAdd = {
  name: string;
  text?: string;
  owner?: string | null;
  due_day?: string | null;
};

export type ProjectChange = {
  name?: string;
  text?: string;
  owner?: string | null;
  due_day?: string | null;
  closed?: boolean;
};

export type ProjectList = {
  items: Project[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Promise = {
  id: number;
  customer: number;
  kind?: "promise" | "expectation";
  what?: string;
  due_at?: string;
  owner?: number | null;
  status?: "open" | "kept" | "broken" | "kept_late" | "withdrawn";
  kept_at?: string | null;
  broken_at?: string | null;
  seen_at?: string | null;
  made_by?: number;
  made_at?: string;
  version?: number;
};

export type PromiseAdd = {
  what: string;
  due_at: string;
  kind?: "promise" | "expectation";
  owner?: string | null;
};

export type PromiseChange = {
  what?: string;
  due_at?: string;
  status?: "open" | "kept" | "withdrawn";
  kept_at?: string;
  owner?: string | null;
};

export type PromiseList = {
  items: Promise[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Purchase = {
  kind: "order" | "refund" | "payment";
  counts: boolean;
  at: string;
  reference?: string | null;
  customer?: number;
  amount?: Money | null;
  link?: string;
};

export type PurchaseList = {
  items: Purchase[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Purpose = {
  name: string;
  ground: "consent" | "contract" | "legitimate_interest" | "legal_obligation";
  marketing: boolean;
  profiling: boolean;
  label_en: string;
  label_fr: string;
  categories: string[];
  version: number;
  changed_at: string | null;
};

export type PurposeChange = {
  ground?: "consent" | "contract" | "legitimate_interest" | "legal_obligation";
  marketing?: boolean;
  profiling?: boolean;
  label_en?: string;
  label_fr?: string;
  categories?: string[];
};

export type Purposes = {
  items: Purpose[];
};

export type Qini = {
  value: number;
  low: number;
  high: number;
  coefficient: number | null;
};

export type QiniPoint = {
  share: number;
  gain: number;
  propensity_gain: number;
  random_gain: number;
};

export type Question = {
  key?: string;
  text?: string;
  help?: string;
};

export type Questionnaire = {
  questions: Question[];
  run?: QuestionnaireRun | null;
};

export type QuestionnaireAction = {
  title: string;
  owner?: string;
  due_day?: string;
};

export type QuestionnaireAnswers = {
  tools?: string;
  community?: string;
  ai?: string;
  values?: string;
  standing_out?: string;
  today?: string;
};

export type QuestionnaireFinish = {
  actions?: QuestionnaireAction[];
};

export type QuestionnairePut = {
  answers: QuestionnaireAnswers;
};

export type QuestionnaireRun = {
  id: number;
  answers?: Record<string, unknown>;
  tasks?: number[];
  made_by?: number;
  made_at?: string;
  finished_at?: string | null;
  version?: number;
};

export type Queue = {
  items: QueueItem[];
  next_cursor?: string | null;
  masked?: string[];
};

export type QueueItem = {
  id: number;
  kind?: "task" | "mention" | "promise";
  customer?: number | null;
  project?: number | null;
  title?: string;
  owner?: number | null;
  due_day?: string | null;
  due_at?: string | null;
  status?: "open" | "in_progress" | "closed" | "broken";
};

export type Reaction = {
  name: string;
  seq: number;
  behind: number;
};

export type ReactionFailure = {
  name: string;
  seq: number;
  attempts: number;
  message: string;
  at: string;
};

export type Reactions = {
  items: Reaction[];
  failures: ReactionFailure[];
};

export type Reader = {
  kind: "nobody" | "staff" | "key" | "local";
  id: number | null;
};

export type Reauthentication = {
  password?: string;
};

export type Recommendation = {
  product?: RecommendedProduct;
  content?: RecommendedProduct;
  tags?: string[];
  probability?: number;
  score?: number;
  reason: "replenishment" | "bought_with" | "bought_after" | "viewed" | "popular" | "interest";
  because?: RecommendedProduct | null;
  tag?: string | null;
  share?: number | null;
  lift?: number | null;
  n?: number | null;
  times?: number | null;
  since_days?: number | null;
  interval?: RecommendationInterval | null;
  sentence: string;
};

export type RecommendationCalibration = {
  predicted: number;
  observed: RecommendationRate | null;
};

export type RecommendationHitRate = {
  k: number;
  rate: RecommendationRate | null;
};

export type RecommendationHoldout = {
  from: string;
  to: string;
  customers: number;
  model: RecommendationMethod;
  popularity: RecommendationMethod;
  habit: RecommendationMethod;
  gain: RecommendationRate | null;
  calibration: RecommendationCalibration[];
};

export type RecommendationInterval = {
  days: number;
  low: number;
  high: number;
};

export type RecommendationList = {
  customer: number;
  kind: "product" | "content" | "summary";
  as_of: string;
  model_version: number | null;
  refusal: string | null;
  published: boolean;
  horizon_days: number | null;
  items: Recommendation[];
};

export type RecommendationMethod = {
  hit_rates: RecommendationHitRate[];
  reciprocal_rank: RecommendationRate | null;
};

export type RecommendationModel = {
  status: "published" | "refused" | "never";
  version: number | null;
  trained_at?: string;
  as_of?: string;
  took_ms?: number;
  refusal: string | null;
  chosen?: "model" | "rhythm_and_popularity";
  horizon_days?: number;
  lines?: number;
  views?: number;
  customers?: number;
  products?: number;
  baskets?: number;
  opportunities?: number;
  left_out?: number;
  holdout?: RecommendationHoldout | null;
  content?: ContentRecommendationQuality;
  summaries: PreferenceRun | null;
};

export type RecommendationRate = {
  value: number;
  low: number | null;
  high: number | null;
  n: number;
};

export type RecommendationSettings = {
  horizon_days: number;
  products: ProductRule[];
  version: number;
};

export type RecommendationSettingsChange = {
  horizon_days?: number;
  products?: ProductRuleChange[];
};

export type RecommendationTraining = {
  job: number;
};

export type RecommendedProduct = {
  key: string;
  name: string;
  category: string;
};

export type RecordChange = {
  id: number;
  field: string;
  old?: string | null;
  new?: string | null;
  source?: Record<string, unknown>;
  at?: string;
  request_id?: string;
};

export type RecordChangeList = {
  items: RecordChange[];
  next_cursor?: string | null;
  masked?: string[];
};

export type RecoveryCodes = {
  recovery_codes: string[];
};

export type RelatedProduct = {
  product: RecommendedProduct;
  both: number;
  baskets: number;
  share: RecommendationRate | null;
  lift: number;
  after: BoughtAfter | null;
};

export type RelatedProductList = {
  product: RecommendedProduct;
  customers: number;
  as_of: string;
  items: RelatedProduct[];
};

export type ReplayOutcome = {
  outcome: "accepted" | "duplicate" | "ignored" | "dead_letter";
  events: number;
  reason?: string;
  code?: string;
  path?: string;
  message?: string;
  dead_letter?: number;
};

export type Report = {
  id: number;
  name: string;
  metrics: FigureAsked[];
  period: string;
  periods: number;
  schedule: string | null;
  recipients: string[];
  locale: string;
  status: string;
  next_at: string | null;
  failure: string | null;
  made_at: string;
  version: number;
};

export type ReportChange = {
  name?: string;
  metrics?: FigureAsked[];
  period?: "day" | "week" | "month" | "quarter" | "year";
  periods?: number;
  schedule?: string | null;
  recipients?: string[];
  locale?: "en" | "fr";
  status?: "active" | "paused";
};

export type ReportCreate = {
  name: string;
  metrics: FigureAsked[];
  period?: "day" | "week" | "month" | "quarter" | "year";
  periods?: number;
  schedule?: string | null;
  recipients?: string[];
  locale?: "en" | "fr";
};

export type ReportIssue = {
  id: number;
  report: number;
  kind: string;
  due_at: string;
  from: string;
  to: string;
  made_at: string;
  missed: number;
  snapshot: number;
  subject: string;
  recipients: string[];
  plain?: string;
};

export type ReportIssueList = {
  items: ReportIssue[];
  next_cursor: string | null;
};

export type ReportList = {
  items: Report[];
  next_cursor: string | null;
};

export type ReportSent = {
  job: number;
};

export type Restatement = {
  metric: string;
  label: string;
  unit: string;
  currency: string | null;
  parameters: Record<string, unknown>;
  snapshot: Snapshot;
  points: FigureRestated[];
};

export type Retention = {
  classes: RetentionClass[];
  last_run: RetentionRun | null;
};

export type RetentionChange = {
  class: "event" | "purchase" | "service" | "request" | "transient";
  days: number | null;
};

export type RetentionClass = {
  class: string;
  label: string;
  days: number | null;
  default_days: number | null;
};

export type RetentionDrivers = {
  kind: string;
  caution: string;
  definition: string;
  time_zone: string;
  people: number;
  too_recent: number;
  tested: number;
  drivers: unknown[];
};

export type RetentionPreview = {
  at: string;
  events: Record<string, unknown>;
};

export type RetentionRun = {
  at: string;
  events: Record<string, unknown>;
  rows: Record<string, unknown>;
};

export type RevenueForecast = {
  as_of: string;
  series: "revenue" | "mrr";
  method: string | null;
  naive: boolean;
  monthly_churn: number | null;
  refusal: string | null;
  observed: ForecastObserved[];
  months: ForecastMonth[];
  total: ForecastTotal | null;
  what_if: ForecastWhatIf | null;
  backtest: ForecastBacktest | null;
};

export type Rfm = {
  as_of: string;
  n: number;
  buyers: number;
  cells: RfmCell[];
  groups: RfmGroup[];
  masked?: string[];
};

export type RfmCell = {
  recency: number;
  frequency: number;
  group: string;
  customers: number;
  share: number | null;
  revenue?: Money;
};

export type RfmGroup = {
  key: string;
  name: string;
  meaning: string;
  action: string;
  customers: number;
  share: number | null;
  revenue?: Money;
  average_order_value?: Money | null;
  recency_days: number | null;
};

export type RfmGroupChange = {
  key: string;
  name: string;
  before: number;
  after: number;
  revenue_before?: Money;
  revenue?: Money;
};

export type RfmMigration = {
  from: string;
  to: string;
  before: number;
  n: number;
  same: RfmMoved;
  better: RfmMoved;
  worse: RfmMoved;
  new: RfmMoved;
  groups: RfmGroupChange[];
  moves: RfmMove[];
  masked?: string[];
};

export type RfmMonth = {
  month: string;
  from: string;
  to: string;
  before: number;
  n: number;
  same: RfmMoved;
  better: RfmMoved;
  worse: RfmMoved;
  new: RfmMoved;
  groups: RfmGroupChange[];
};

export type RfmMonths = {
  items: RfmMonth[];
  next_cursor: string | null;
  masked?: string[];
};

export type RfmMove = {
  from_group: string;
  to_group: string;
  direction: "same" | "better" | "worse" | "new";
  customers: number;
  share: RfmRate;
  revenue_before?: Money;
  revenue?: Money;
  sentence: string | null;
};

export type RfmMoved = {
  customers: number;
  share: RfmRate;
  revenue_before?: Money;
  revenue?: Money;
};

export type RfmMover = {
  id: number | null;
  name?: string | null;
  email?: string | null;
  from_group?: string;
  to_group?: string;
  revenue_before?: Money;
  revenue?: Money;
};

export type RfmMovers = {
  from: string;
  to: string;
  count: number;
  items: RfmMover[];
  next_cursor: string | null;
  masked?: string[];
};

export type RfmRate = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
};

export type Role = {
  role: "administrator" | "marketer" | "agent" | "analyst" | "read-only";
  masked: string[];
  second_factor: boolean;
};

export type RoleChange = {
  masked?: string[];
  second_factor?: boolean;
};

export type Roles = {
  items: Role[];
  next_cursor: string | null;
};

export type SavedFunnel = {
  id: number;
  name: string;
  steps: string;
  window?: string;
  order?: "ordered" | "strict" | "unordered";
  exclude?: string;
  segment?: string;
  by?: string;
  made_by: number;
  made_at: string;
};

export type SavedFunnelAdd = {
  name: string;
  steps: string;
  window?: string;
  order?: "ordered" | "strict" | "unordered";
  exclude?: string;
  segment?: string;
  by?: string;
};

export type SavedFunnelList = {
  items: SavedFunnel[];
  next_cursor: string | null;
};

export type SavedView = {
  id: number;
  name: string;
  resource?: "customers" | "accounts" | "orders" | "subscriptions" | "events" | "tickets" | "tasks" | "promises" | "needs" | "files" | "competitors" | "projects";
  query?: ViewQuery;
  owner?: number;
  shared?: boolean;
  made_at?: string;
  changed_at?: string;
  version?: number;
};

export type SavedViewAdd = {
  name: string;
  resource: "customers" | "accounts" | "orders" | "subscriptions" | "events" | "tickets" | "tasks" | "promises" | "needs" | "files" | "competitors" | "projects";
  query: ViewQuery;
  shared?: boolean;
};

export type SavedViewChange = {
  name?: string;
  query?: ViewQuery;
  shared?: boolean;
};

export type SavedViewList = {
  items: SavedView[];
  next_cursor?: string | null;
  masked?: string[];
};

export type SearchHit = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  match: "exact" | "prefix" | "typo";
  found_by: string;
  found: string;
};

export type SearchHitList = {
  items: SearchHit[];
  next_cursor?: string | null;
  masked?: string[];
};

export type SecondFactorCode = {
  code: string;
};

export type SecondFactorOffer = {
  secret: string;
  uri: string;
};

export type Segment = {
  id: number;
  key: string;
  name: string;
  description: string;
  ready: boolean;
  events?: boolean;
  rule: unknown;
  rule_text: string;
  sentence: string | null;
  size: number | null;
  total: number;
  share: number | null;
  evaluated_at: string | null;
  entered: number;
  left: number;
  made_at: string;
  changed_at: string;
  version: number;
};

export type SegmentChange = {
  key?: string;
  name?: string;
  description?: string;
  rule?: unknown;
  events?: boolean;
};

export type SegmentClauseHolds = {
  path: string;
  sentence: string;
  holds: boolean;
};

export type SegmentClauseSize = {
  path: string;
  sentence: string;
  size: number;
};

export type SegmentConflict = {
  a: string;
  a_name: string;
  a_value: string;
  b: string;
  b_name: string;
  b_value: string;
  field: "offers" | "channels" | "service_level";
  customers: number;
  wins: string;
};

export type SegmentConflictList = {
  items: SegmentConflict[];
  next_cursor: string | null;
};

export type SegmentCreate = {
  key?: string;
  name: string;
  description?: string;
  rule: unknown;
  events?: boolean;
};

export type SegmentCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  first_seen?: string;
  stage?: string;
  inactive_since?: string | null;
  last_order?: string | null;
  last_activity?: string | null;
  value?: Money | null;
  since?: string | null;
  by?: "rule" | "list";
};

export type SegmentCustomerList = {
  items: SegmentCustomer[];
  next_cursor?: string | null;
  size: number;
  masked?: string[];
};

export type SegmentDay = {
  day: string;
  size: number;
  entered: number;
  left: number;
};

export type SegmentDifference = {
  key: string;
  change: "added" | "changed" | "removed";
  before?: string | null;
  after?: string | null;
};

export type SegmentHistory = {
  items: SegmentDay[];
  next_cursor?: string | null;
};

export type SegmentList = {
  items: Segment[];
  next_cursor?: string | null;
};

export type SegmentListPut = {
  kind: "include" | "exclude";
  reason: string;
};

export type SegmentListWasPut = {
  put: number;
  unknown: number;
  unknown_ids: string[];
};

export type SegmentListed = {
  id: number;
  kind: "include" | "exclude";
  reason: string;
  put_by: number;
  put_at: string;
};

export type SegmentListedCustomer = {
  id: number;
  name?: string | null;
  email?: string | null;
  kind: "include" | "exclude";
  reason: string;
  put_by: number;
  put_at: string;
};

export type SegmentListedCustomerList = {
  items: SegmentListedCustomer[];
  next_cursor?: string | null;
  masked?: string[];
};

export type SegmentMove = {
  key: string;
  name: string;
  move: "entered" | "left";
  at: string;
};

export type SegmentOfCustomer = {
  key: string;
  name: string;
  since: string;
};

export type SegmentOverlap = {
  a: string;
  b: string;
  both: number;
  only_a: number;
  only_b: number;
};

export type SegmentOverlapList = {
  items: SegmentOverlap[];
  next_cursor?: string | null;
};

export type SegmentPreview = {
  size: number;
  total: number;
  share: number | null;
  sentence: string;
  sample: SegmentSample[];
  clauses: SegmentClauseSize[];
  masked?: string[];
};

export type SegmentPreviewAsk = {
  rule: unknown;
  include?: unknown[];
  exclude?: unknown[];
};

export type SegmentSample = {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  first_seen?: string;
  stage?: string;
  inactive_since?: string | null;
  last_order?: string | null;
  last_activity?: string | null;
  value?: Money | null;
};

export type SegmentStrategy = {
  segment: string;
  objective: string;
  offers?: string[];
  channels?: string[];
  service_level?: ServiceLevel | null;
  agents?: string[];
  budget?: Money | null;
  priority?: number;
  changed_at: string;
  version: number;
};

export type SegmentStrategyPut = {
  objective: string;
  offers?: string[];
  channels?: string[];
  service_level?: ServiceLevel | null;
  agents?: string[];
  budget?: Money | null;
  priority?: number;
};

export type SegmentText = {
  segments: SegmentTextItem[];
};

export type SegmentTextItem = {
  key: string;
  name?: string;
  description?: string;
  events?: boolean;
  rule: unknown;
};

export type SegmentWhy = {
  member: boolean;
  since?: string | null;
  by?: "rule" | "list" | null;
  reason?: string | null;
  clauses: SegmentClauseHolds[];
};

export type SegmentsImported = {
  dry_run: boolean;
  differences: SegmentDifference[];
  added: number;
  changed: number;
  same: number;
  removed: number;
};

export type SegmentsOfCustomer = {
  items: SegmentOfCustomer[];
  next_cursor?: string | null;
  moves: SegmentMove[];
};

export type ServiceLevel = {
  response_hours: number;
};

export type ServicePattern = {
  kind: "topic" | "channel" | "priority" | "reopened" | "slow_reply" | "slow" | "several" | "many";
  value: string | null;
  label: string;
  lift: number;
  low: number;
  high: number;
  risk_ratio: number;
  p: number;
  adjusted_p: number;
  sure: boolean;
  left_with: HealthRate;
  left_without: HealthRate;
};

export type ServicePatternList = {
  window_days: number;
  customers: number;
  left: number;
  items: ServicePattern[];
  next_cursor: string | null;
};

export type Session = {
  person: SessionPerson | null;
  second_factor: "on" | "off" | "required" | "needed";
  masked: string[];
};

export type SessionChange = {
  name?: string;
  locale?: "en" | "fr";
};

export type SessionPerson = {
  id: number;
  email: string;
  name: string;
  role: "administrator" | "marketer" | "agent" | "analyst" | "read-only";
  locale: "en" | "fr";
};

export type SignIn = {
  email: string;
  password: string;
  code?: string;
};

export type SignalCount = {
  key: string;
  label: string;
  customers: number;
};

export type SignalList = {
  items: CustomerSignal[];
  next_cursor: string | null;
  counts: SignalCount[];
  masked?: string[];
};

export type Snapshot = {
  id: number;
  name: string;
  made_at: string;
  reported: string;
  last_event: number;
  issue: number | null;
};

export type SnapshotCreate = {
  name?: string;
  metrics: FigureAsked[];
  period?: "day" | "week" | "month" | "quarter" | "year";
  periods?: number;
};

export type SnapshotList = {
  items: Snapshot[];
  next_cursor: string | null;
};

export type Source = {
  kind: "key" | "connection" | "import" | "staff" | "program";
  id?: number | null;
  name?: string | null;
};

export type StaffPeople = {
  items: StaffPerson[];
  next_cursor: string | null;
};

export type StaffPerson = {
  id: number;
  email: string;
  name: string;
  role: "administrator" | "marketer" | "agent" | "analyst" | "read-only";
  locale: "en" | "fr";
  state: "active" | "invited" | "disabled";
  second_factor: boolean;
  created_at: string;
  signed_in_at: string | null;
  link?: string;
};

export type StaffPersonChange = {
  email?: string;
  name?: string;
  role?: "administrator" | "marketer" | "agent" | "analyst" | "read-only";
  locale?: "en" | "fr";
  disabled?: boolean;
  your_password?: string;
};

export type StaffReset = {
  second_factor?: boolean;
};

export type Stage = {
  name: "prospect" | "new" | "first_time" | "repeat" | "loyal" | "ambassador" | "at_risk" | "inactive" | "lost" | "won_back";
  label?: string;
  since: string;
};

export type StageList = {
  items: Stage[];
  next_cursor?: string | null;
};

export type Status = {
  status: string;
  version: string;
};

export type StoreJob = {
  job: number;
};

export type Subscription = {
  id: number;
  subscription_id: string;
  customer: number;
  status: "pending" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "cancelled";
  plan?: string | null;
  quantity?: number | null;
  cycle?: "day" | "week" | "month" | "quarter" | "year";
  cycle_count?: number;
  price?: unknown;
  discount_amount?: unknown;
  discount_percent?: number | null;
  cycle_amount?: Money | null;
  monthly?: Money | null;
  started_at?: string | null;
  trial_end?: string | null;
  current_period_end?: string | null;
  cancel_at?: string | null;
  cancelled_at?: string | null;
  reason?: string | null;
  reason_kind?: "voluntary" | "involuntary" | null;
  last_event_at?: string;
  masked?: string[];
  history: SubscriptionChange[];
};

export type SubscriptionAct = {
  change: "upgrade" | "downgrade" | "change" | "pause" | "resume" | "renew" | "schedule_cancel" | "cancel";
  cancel_at?: string | null;
  reason?: string;
  reason_kind?: "voluntary" | "involuntary";
  plan?: string;
  price?: Money;
  quantity?: number;
  cycle?: "day" | "week" | "month" | "quarter" | "year";
  cycle_count?: number;
  discount_percent?: number | null;
  trial_end?: string | null;
  current_period_end?: string;
  at?: string;
};

export type SubscriptionChange = {
  at: string;
  event: string;
  event_id: number | null;
  status_before: "pending" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "cancelled" | null;
  status_after: "pending" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "cancelled" | null;
  plan?: string | null;
  monthly_before?: Money | null;
  monthly_after?: Money | null;
  reason?: string | null;
  reason_kind?: "voluntary" | "involuntary" | null;
};

export type SubscriptionLine = {
  id: number;
  subscription_id: string;
  customer: number;
  status: "pending" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "cancelled";
  plan?: string | null;
  quantity?: number | null;
  cycle?: "day" | "week" | "month" | "quarter" | "year";
  cycle_count?: number;
  price?: unknown;
  discount_amount?: unknown;
  discount_percent?: number | null;
  cycle_amount?: Money | null;
  monthly?: Money | null;
  started_at?: string | null;
  trial_end?: string | null;
  current_period_end?: string | null;
  cancel_at?: string | null;
  cancelled_at?: string | null;
  reason?: string | null;
  reason_kind?: "voluntary" | "involuntary" | null;
  last_event_at?: string;
  masked?: string[];
};

export type SubscriptionList = {
  items: SubscriptionLine[];
  next_cursor?: string | null;
  masked?: string[];
};

export type SubscriptionStart = {
  customer: string;
  subscription_id?: string;
  plan?: string;
  price?: Money;
  quantity?: number;
  cycle?: "day" | "week" | "month" | "quarter" | "year";
  cycle_count?: number;
  discount_percent?: number | null;
  trial_end?: string | null;
  current_period_end?: string;
  at?: string;
};

export type SuppressionLift = {
  kind: "user_id" | "anonymous_id" | "email" | "phone" | "external";
  value: string;
};

export type SuppressionLifted = {
  lifted: boolean;
};

export type Survival = {
  name: string;
  definition: string;
  time_zone: string;
  as_of: string;
  groups: unknown[];
  log_rank: unknown;
};

export type System = {
  version: string;
  store: "sqlite" | "postgresql";
  started_at: string;
  events: number;
  column_bytes: number;
  folder_bytes: number;
  free_bytes: number | null;
  memory_bytes: number;
  jobs_failed: number;
};

export type Tag = {
  id: number;
  name: string;
  customers?: number;
};

export type TagHolder = {
  id?: number;
  customer: number;
  put_at?: string;
};

export type TagHolderList = {
  items: TagHolder[];
  next_cursor?: string | null;
  masked?: string[];
};

export type TagList = {
  items: Tag[];
  next_cursor?: string | null;
  masked?: string[];
};

export type TagName = {
  name: string;
};

export type Task = {
  id: number;
  customer?: number | null;
  project?: number | null;
  milestone?: number | null;
  title?: string;
  text?: string;
  owner?: number | null;
  due_day?: string | null;
  status?: "open" | "in_progress" | "closed";
  made_by?: number;
  made_at?: string;
  closed_at?: string | null;
  version?: number;
};

export type TaskAdd = {
  title: string;
  text?: string;
  customer?: number | null;
  project?: number | null;
  milestone?: number | null;
  owner?: string | null;
  due_day?: string | null;
  status?: "open" | "in_progress" | "closed";
};

export type TaskChange = {
  title?: string;
  text?: string;
  customer?: number | null;
  project?: number | null;
  milestone?: number | null;
  owner?: string | null;
  due_day?: string | null;
  status?: "open" | "in_progress" | "closed";
};

export type TaskList = {
  items: Task[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Teach = {
  traits: Record<string, unknown>;
  origin: string;
  reference: string;
  consent: boolean;
};

export type Ticket = {
  id: number;
  ticket_id: string;
  customer: number;
  status?: "unknown" | "open" | "solved";
  opened_at?: string | null;
  due_at?: string | null;
  replied_at?: string | null;
  solved_at?: string | null;
  reopened?: number;
  channel?: string;
  agent?: string;
  topic?: string;
  priority?: string;
  last_at?: string;
};

export type TicketList = {
  items: Ticket[];
  next_cursor?: string | null;
  masked?: string[];
};

export type Timeline = {
  items: TimelineEntry[];
  next_cursor?: string | null;
  masked?: string[];
};

export type TimelineEntry = {
  id: number;
  kind?: "other" | "order" | "cart" | "subscription" | "visit" | "message" | "ticket" | "answer" | "points" | "consent" | "note" | "stage" | "profile";
  label?: string;
  type?: string;
  event?: string;
  at?: string;
  received_at?: string;
  customer?: number;
  source?: Source;
  channel?: string | null;
  origin?: "web" | "mobile" | "social" | "server" | null;
  hidden?: boolean;
  amount?: Money | null;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context?: Record<string, unknown>;
};

export type TopCustomer = {
  customer: PredictionCustomer;
  future?: Money;
  share: number | null;
  cumulative_share: number | null;
};

export type TopCustomers = {
  share: number;
  customers: number;
  top_customers: number;
  horizon_days: number;
  total?: Money;
  top?: Money;
  top_share: number | null;
  items: TopCustomer[];
  next_cursor: string | null;
  masked?: string[];
};

export type TopicTrend = {
  topic: string;
  tickets_before: number;
  tickets: number;
  volume_p?: number;
  customers_before?: number;
  customers?: number;
  left_before?: number;
  left?: number;
  churn_before?: number | null;
  churn?: number | null;
  churn_p?: number;
  small_sample?: boolean;
  flag?: "rising" | "rising, churn-linked" | null;
};

export type TopicTrendList = {
  from: string;
  to: string;
  items: TopicTrend[];
  next_cursor?: string | null;
};

export type TrackingAnswer = {
  success: boolean;
  accepted: number;
  rejected: TrackingEntry[];
  warnings?: TrackingEntry[];
};

export type TrackingEntry = {
  index?: number;
  code?: string;
  path?: string;
  message?: string;
};

export type TrackingPlan = {
  source?: number;
  unplanned: "allow" | "flag" | "block";
  wrong: "allow" | "flag" | "block";
  events: PlannedEvent[];
};

export type TrackingPlanViolation = {
  source: number;
  event: string;
  property: string;
  code: string;
  times: number;
  blocked: number;
  first_at: string;
  last_at: string;
  sample?: unknown;
};

export type TrackingPlanViolations = {
  items: TrackingPlanViolation[];
};

export type Traffic = {
  addresses: string[];
  email_domains: string[];
  test_events?: boolean;
};

export type TraitChange = {
  id: number;
  value?: unknown;
  customer?: number;
  source?: Source;
  at?: string;
  event?: number | null;
};

export type TraitDefine = {
  type?: "any" | "string" | "number" | "boolean" | "date" | "list" | "json";
  rule?: "newest" | "most_frequent" | "source_order";
  sources?: number[];
};

export type TraitDefinition = {
  name: string;
  type?: "any" | "string" | "number" | "boolean" | "date" | "list" | "json";
  rule?: "newest" | "most_frequent" | "source_order";
  sources?: number[];
  changed_at?: string;
};

export type TraitDefinitionList = {
  items: TraitDefinition[];
  next_cursor?: string | null;
};

export type TraitHistory = {
  items: TraitChange[];
  next_cursor?: string | null;
};

export type TranslationFault = {
  code: string;
  path: string;
  message: string;
};

export type Unmerge = {
  edge: number;
};

export type UpliftFigure = {
  value: number | null;
  low: number | null;
  high: number | null;
};

export type UpliftGroup = {
  treated: number;
  control: number;
  treated_outcome: UpliftFigure;
  control_outcome: UpliftFigure;
  effect: UpliftFigure;
  persuadability: UpliftFigure;
  quadrant: "persuadable" | "sure_thing" | "lost_cause" | "do_not_disturb";
};

export type UpliftModel = {
  experiment: string;
  id: number;
  name: string;
  status: "never" | "refused" | "off" | "on";
  because: string | null;
  trained_at: string | null;
  version: number | null;
  treated: number | null;
  control: number | null;
  effect: UpliftFigure | null;
  persuadability: UpliftFigure | null;
  method: "two_model" | "transformed" | null;
  qini: Qini | null;
  propensity_qini: Qini | null;
  difference: Qini | null;
};

export type UpliftModelList = {
  items: UpliftModel[];
  next_cursor: string | null;
};

export type UpliftReport = {
  experiment: string;
  id: number;
  name: string;
  status: "never" | "refused" | "off" | "on";
  because: string | null;
  trained_at: string | null;
  version: number | null;
  treated: number | null;
  control: number | null;
  effect: UpliftFigure | null;
  persuadability: UpliftFigure | null;
  method: "two_model" | "transformed" | null;
  qini: Qini | null;
  propensity_qini: Qini | null;
  difference: Qini | null;
  outcome: "purchase" | "orders" | "revenue" | "event";
  two_model: Qini | null;
  transformed: Qini | null;
  response_qini: Qini | null;
  curve: QiniPoint[];
  deciles: UpliftGroup[];
  groups: UpliftGroup[];
  versions: UpliftVersion[];
};

export type UpliftTraining = {
  job: number;
};

export type UpliftVersion = {
  version: number;
  trained_at: string;
  status: "refused" | "off" | "on";
  refusal: string | null;
};

export type Value = {
  cause: string;
  label?: string;
  trait?: string;
  customers: number;
};

export type ValueChoice = {
  id: number;
  customer: number;
  cause: string;
  label?: string;
  shared?: boolean;
  origin?: string;
  proof?: string;
  made_by?: number;
  at?: string;
};

export type ValueChoiceList = {
  items: ValueChoice[];
  next_cursor?: string | null;
  masked?: string[];
};

export type ValueChoose = {
  shared: boolean;
  origin: string;
  proof?: string;
  at?: string;
};

export type ValueList = {
  items: Value[];
  next_cursor?: string | null;
  masked?: string[];
};

export type ViewQuery = {
  filters?: Record<string, unknown>;
  columns?: string[];
  sort?: string;
};

export type Webhook = {
  id: number;
  name: string;
  url: string;
  topics: string[];
  identities: boolean;
  headers: string[];
  status: "active" | "paused" | "gone" | "failing";
  failing_since: string | null;
  succeeded_at: string | null;
  failed_at: string | null;
  failure: string | null;
  waiting: number;
  old_secret_until: string | null;
  made_at: string;
  version: number;
};

export type WebhookAttempt = {
  number: number;
  at: string;
  status: number | null;
  failure: string | null;
  milliseconds: number;
  answer: string;
};

export type WebhookCreate = {
  name: string;
  url: string;
  topics: string[];
  identities?: boolean;
  headers?: Record<string, unknown>;
};

export type WebhookDelivery = {
  id: number;
  webhook_id: string;
  topic: string;
  event: number | null;
  status: "waiting" | "delivered" | "dead" | "erased";
  attempts: number;
  next_at: string | null;
  made_at: string;
  ended_at: string | null;
  tries: WebhookAttempt[];
};

export type WebhookList = {
  items: Webhook[];
  next_cursor: string | null;
};

export type WebhookMessage = {
  id: number;
  webhook_id: string;
  topic: string;
  event: number | null;
  status: "waiting" | "delivered" | "dead" | "erased";
  attempts: number;
  next_at: string | null;
  made_at: string;
  ended_at: string | null;
};

export type WebhookMessageList = {
  items: WebhookMessage[];
  next_cursor: string | null;
};

export type WebhookReplay = {
  from?: string;
  until?: string;
};

export type WebhookReplayed = {
  replayed: number;
};

export type WebhookUpdate = {
  name?: string;
  url?: string;
  topics?: string[];
  identities?: boolean;
  headers?: Record<string, unknown>;
  status?: "active" | "paused";
};

export type WebhookWithSecret = {
  id: number;
  name: string;
  url: string;
  topics: string[];
  identities: boolean;
  headers: string[];
  status: "active" | "paused" | "gone" | "failing";
  failing_since: string | null;
  succeeded_at: string | null;
  failed_at: string | null;
  failure: string | null;
  waiting: number;
  old_secret_until: string | null;
  made_at: string;
  version: number;
  secret: string;
};

export type WhatIf = {
  period: string;
  from: string;
  to: string;
  start: number | null;
  crr: number | null;
  crr_after: number | null;
  customers: number | null;
  revenue_per_customer: Money | null;
  revenue: Money | null;
  profit: Money | null;
  lost: number | null;
  lost_after: number | null;
  clv: Money | null;
  lost_value: Money | null;
  reasons: WhatIfReason[];
  cac: Money | null;
  replacement_cost: Money | null;
  replacement_cost_after: Money | null;
  currency: string;
  sentence: string;
};

export type WhatIfReason = {
  reason: string | null;
  label: string;
  lost: number;
  lost_value: Money | null;
};

export type Workspace = {
  version: number;
  name: string;
  time_zone: string;
  currency: string;
  locale: "en" | "fr";
  base_url: string | null;
  tracking_consent: "not_required" | "required";
  business_model: "saas" | "ecommerce" | "retail" | "service" | null;
  churn_rule: "inactivity" | "contractual";
  churn_window_days: number | null;
  churn_recognition: "end" | "cancel" | "period_end";
  partial_loss: "contraction" | "churn";
  default_metrics: string[];
  restart_needed: boolean;
};

export type WorkspaceChange = {
  name?: string;
  time_zone?: string;
  currency?: string;
  locale?: "en" | "fr";
  base_url?: string | null;
  tracking_consent?: "not_required" | "required";
  business_model?: "saas" | "ecommerce" | "retail" | "service" | null;
  churn_rule?: "inactivity" | "contractual";
  churn_window_days?: number | null;
  churn_recognition?: "end" | "cancel" | "period_end";
  partial_loss?: "contraction" | "churn";
  version?: number;
};
