variable "name" {
  description = "The queue's name."
  type        = string
}

variable "attempts" {
  description = "How often a message is tried before it goes to the queue of those that failed."
  type        = number
  default     = 5

  validation {
    condition     = var.attempts >= 1 && var.attempts <= 1000
    error_message = "Between 1 and 1,000 attempts."
  }
}

variable "seconds_to_work" {
  description = "How long a message is hidden from others while somebody works on it."
  type        = number
  default     = 30
}

variable "tags" {
  type    = map(string)
  default = {}
}
