export {
  createFaultyHttp,
  type FaultyHttp,
  type HttpFault,
  type PassedAnswer,
  type PassingRequest,
} from './faulty-http.ts'
