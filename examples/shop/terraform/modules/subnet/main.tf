variable "cidr" {
  type = string
}

variable "vpc" {
  type = string
}

resource "aws_subnet" "this" {
  vpc_id     = var.vpc
  cidr_block = cidrsubnet(var.cidr, 8, 1)
}
