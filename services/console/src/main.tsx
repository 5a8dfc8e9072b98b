import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from './shell/shell.tsx'
import 'uplot/dist/uPlot.min.css'
import './styles/console.css'

createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <Shell tenant={document.documentElement.dataset.tenant ?? ''} />
  </StrictMode>,
)
