import { auditHandlers } from './audit'
import { continuityHandlers } from './continuity'
import { environmentHandlers } from './environments'
import { flowHandlers } from './flows'
import { handoverHandlers } from './handovers'
import { peopleHandlers } from './people'
import { pipelineHandlers } from './pipelines'
import { runHandlers } from './runs'
import { sessionHandlers } from './session'
import { sharingHandlers } from './sharing'
import { solutionHandlers } from './solutions'

/** A stand-in for the server, typed by the API's own types. Only tests and `npm run dev:mock` use it. */
export const handlers = [
  ...sessionHandlers,
  ...flowHandlers,
  ...sharingHandlers,
  ...runHandlers,
  ...environmentHandlers,
  ...solutionHandlers,
  ...handoverHandlers,
  ...peopleHandlers,
  ...continuityHandlers,
  ...auditHandlers,
  ...pipelineHandlers,
]
